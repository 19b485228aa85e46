import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BATCH_SIZE } from './bench.ts';
import { PEERS, trains, WORKS, type Peer, type Work } from './works.ts';

export const USAGE = `usage: npm run bench -- [--only WORK,WORK,…] [--peer pytorch] [--rounds N] [--steps N] [--epochs N]
                        [--threads N] [--data-dir FOLDER] [--data-share SHARE] [--json FILE] [--plot FILE.svg]
  --only      of ${WORKS.join(', ')} (all)
  --peer      compares with PyTorch, too, in epoch, prediction, networks and data
  --rounds    times that each contender is run (5)
  --steps     steps per epoch, of 100 images each (500: all of CIFAR-10)
  --epochs    of each member in ensemble, overhead and workers (3)
  --threads   of TensorFlow in epoch and prediction (as many as cores)
  --data-dir  the folder with CIFAR-10's binary files (CHORUS_DATA_DIR); data does without
  --data-share  how much of their rows and images the files have that data reads (1)
  --json      writes every figure to a file, after each round
  --plot      draws every row as SVG, after each round
`;

/** What the command line asks for. */
export interface Options {
  readonly only: readonly Work[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly steps: number;
  readonly epochs: number;
  readonly threads: number;
  readonly dataDir: string;
  readonly dataShare: number;
  readonly json: string | undefined;
  readonly plot: string | undefined;
}

const TRAINING_IMAGES = 50_000; // of CIFAR-10
const MOST_STEPS = TRAINING_IMAGES / BATCH_SIZE;

/** @throws Error that names the flag */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: WORKS.join(',') },
      peer: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      steps: { type: 'string', default: String(MOST_STEPS) },
      epochs: { type: 'string', default: '3' },
      threads: { type: 'string', default: String(availableParallelism()) },
      'data-dir': { type: 'string', default: environment['CHORUS_DATA_DIR'] ?? '' },
      'data-share': { type: 'string', default: '1' },
      json: { type: 'string' },
      plot: { type: 'string' },
    },
  });
  const only = choices('--only', values.only, WORKS);
  if (values['data-dir'] === '' && only.some(trains)) {
    throw new Error('--data-dir must name the folder with CIFAR-10');
  }
  return {
    only,
    peers: choices('--peer', values.peer, PEERS),
    rounds: count('--rounds', values.rounds),
    steps: count('--steps', values.steps, MOST_STEPS),
    epochs: count('--epochs', values.epochs),
    threads: count('--threads', values.threads),
    dataDir: path.resolve(values['data-dir']),
    dataShare: share('--data-share', values['data-share']),
    json: values.json,
    plot: values.plot,
  };
}

function count(flag: string, text: string, most = Infinity): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  const limit = most === Infinity ? 'above 0' : `from 1 to ${most}`;
  throw new Error(`${flag} must be a whole number ${limit}, not '${text}'`);
}

function share(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new Error(`${flag} must be a number above 0, at most 1, not '${text}'`);
}

function choices<Name extends string>(
  flag: string,
  text: string | undefined,
  names: readonly Name[],
): Name[] {
  return (text?.split(',') ?? []).map((word) => {
    const name = names.find((known) => known === word);
    if (name === undefined) {
      throw new Error(`${flag} must be of ${names.join(', ')}, not '${word}'`);
    }
    return name;
  });
}
