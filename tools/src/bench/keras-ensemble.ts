// Trains the experiment's ensemble in Keras: what docs/experiments.md compares Chorus with.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '@chorus/data';
import { kerasPython } from './python-environment.ts';
import { answerOf, runProgram } from './run-program.ts';

const USAGE =
  'usage: CHORUS_DATA_DIR=FOLDER npm run bench:keras -- [--seeds N,N,…] [--epochs N] [--shuffle HOW]\n' +
  '  --seeds    one per member (1,2,3,4)\n' +
  '  --epochs   of each member (15)\n' +
  '  --shuffle  each-epoch: another order in every epoch (default); fit: what fit(shuffle=True)\n' +
  '             does after set_random_seed, which is the same order in every epoch\n';
const USAGE_ERROR = 2;

/** What keras_member.py prints. */
interface MemberResult {
  readonly trainLoss: readonly number[];
  readonly testLoss: number;
  readonly testAccuracy: number;
}

const { dataDir, seeds, epochs, shuffle } = readOptions();
const { test, classes } = await openDataset({ name: 'cifar10', dataDir, home: dataDir });
const python = kerasPython();
const folder = mkdtempSync(path.join(tmpdir(), 'chorus-keras-'));
try {
  const waiting = [...seeds];
  await Promise.all(Array.from({ length: availableParallelism() }, trainWaiting));
  const share = accuracyOfSum(seeds.map(readPredictions), test.labels, classes.length);
  process.stdout.write(`ensemble of ${seeds.length}: accuracy ${share.toFixed(4)}\n`);

  async function trainWaiting(): Promise<void> {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const { trainLoss, testLoss, testAccuracy } = await trainMember(seed);
      process.stdout.write(
        `seed ${seed}: train loss ${trainLoss.at(-1)!.toFixed(4)}, ` +
          `test loss ${testLoss.toFixed(4)}, test accuracy ${testAccuracy.toFixed(4)}\n`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Trains a member on one thread: as many are trained at once as there are cores. */
async function trainMember(seed: number): Promise<MemberResult> {
  const script = path.join(import.meta.dirname, 'keras_member.py');
  const args = [script, dataDir, String(seed), epochs, '1', shuffle, predictionsPath(seed)];
  const { stdout } = await runProgram([python, ...args], 1);
  return answerOf<MemberResult>(stdout);
}

/** [testSamples, classes] */
function readPredictions(seed: number): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(predictionsPath(seed))).buffer);
}

/** The accuracy of the arg max of the members' summed predictions, each [testSamples, classes]; 0 to 1. */
function accuracyOfSum(members: Float32Array[], labels: Int32Array, classes: number): number {
  let correct = 0;
  for (const [sample, label] of labels.entries()) {
    const sums = Array.from({ length: classes }, (_, index) =>
      members.reduce((sum, predictions) => sum + predictions[sample * classes + index]!, 0),
    );
    if (sums.indexOf(Math.max(...sums)) === label) correct++;
  }
  return correct / labels.length;
}

function predictionsPath(seed: number): string {
  return path.join(folder, `${seed}.f32`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '1,2,3,4' },
        epochs: { type: 'string', default: '15' },
        shuffle: { type: 'string', default: 'each-epoch' },
      },
    });
    const dataDir = process.env['CHORUS_DATA_DIR'];
    if (!dataDir) throw new Error('CHORUS_DATA_DIR must name the folder with CIFAR-10');
    if (!/^\d+(,\d+)*$/.test(values.seeds)) throw new Error('--seeds must be numbers: 1,2,3,4');
    if (!/^[1-9]\d*$/.test(values.epochs)) throw new Error('--epochs must be 1 or more');
    if (!['each-epoch', 'fit'].includes(values.shuffle)) {
      throw new Error('--shuffle must be each-epoch or fit');
    }
    return {
      ...values,
      dataDir: path.resolve(dataDir),
      seeds: values.seeds.split(',').map(Number),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    process.exit(USAGE_ERROR);
  }
}
