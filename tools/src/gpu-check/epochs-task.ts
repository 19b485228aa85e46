import { runCommand } from '@chorus/tensorflow';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { answerOf } from '../bench/run-program.ts';
import type { Check } from './check.ts';

/** What the program train-epochs.ts is told. */
export interface EpochsTask {
  /** Holds `images.bin` and `labels.bin`. */
  readonly folder: string;
  /** The first so many images of them. */
  readonly samples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly compile: boolean;
  readonly allowCpu: boolean;
}

/** What it answers. */
export interface EpochsAnswer {
  readonly device: 'gpu' | 'cpu';
  /** The seconds of each epoch; of the first with all that is made ready there. */
  readonly seconds: readonly number[];
  /** Mean training loss of each epoch. */
  readonly losses: readonly number[];
  /** The digest of the weights, little endian, hexadecimal. */
  readonly sha256: string;
}

/** What a contender changes of the experiment's member on the device. */
export interface EpochsChange extends Partial<Omit<EpochsTask, 'folder' | 'allowCpu'>> {
  /** The CPU instead of the device. */
  readonly onCpu?: boolean;
  /** Variables of the environment. */
  readonly variables?: NodeJS.ProcessEnv;
  /** A command that the program is run by. */
  readonly prefix?: readonly string[];
}

/** Images of a step. */
export const BATCH_SIZE = 100;
/** What takes longer has gone wrong. */
const TIMEOUT_MS = 240_000;

/**
 * Trains in a process of its own.
 *
 * @throws Error when it fails, takes too long, or does not train on the device
 */
export async function trainEpochs(check: Check, change: EpochsChange = {}): Promise<EpochsAnswer> {
  const { options, folder, environment } = check;
  const { onCpu = options.device === 'cpu', variables = {}, prefix = [], ...sizes } = change;
  const task: EpochsTask = {
    folder: `${folder}/train`,
    samples: options.sizes.samples,
    epochs: options.sizes.epochs,
    batchSize: BATCH_SIZE,
    // As `chorus train` has it: on a GPU one for each member.
    threads: options.device === 'gpu' && !onCpu ? 1 : availableParallelism(),
    compile: true,
    ...sizes,
    allowCpu: onCpu,
  };
  const program = fileURLToPath(new URL('train-epochs.ts', import.meta.url));
  const [file, ...args] = [...prefix, process.execPath, program, JSON.stringify(task)];
  const env = { ...environment, ...variables, ...(onCpu && { CUDA_VISIBLE_DEVICES: '-1' }) };
  const outcome = await runCommand(file!, args, { env, timeoutMs: TIMEOUT_MS });
  if (!outcome.ok) throw new Error(outcome.reason);
  return answerOf<EpochsAnswer>(outcome.stdout);
}
