import { availableParallelism } from 'node:os';
import path from 'node:path';
import { BATCH_SIZE, type Bench, type Figures } from './bench.ts';
import { taskArguments } from './bench-task.ts';
import { embeddedRun, runByWorkers } from './chorus-run.ts';
import { COMBINING_CONTENDERS } from './combining/combining.ts';
import { IMAGE_CONTENDERS } from './data/images.ts';
import { PIECES_CONTENDERS } from './data/pieces.ts';
import { TABLE_CONTENDERS } from './data/table.ts';
import { NETWORK_CONTENDERS } from './networks/networks.ts';
import { kerasPython, pytorchPython } from './python-environment.ts';
import { median } from './median.ts';
import type { Contenders } from './row-of.ts';
import { SERVING_CONTENDERS } from './serving/serving.ts';
import { answerOf, runProgram, type CommandLine } from './run-program.ts';

const MEMBERS = 4;
/** The first warms up, the second counts. */
const EPOCHS = 2;
/** The epochs of Chorus, whose first one is compared with the median of the others. */
const CHORUS_EPOCHS = 4;
const MEMORY_EPOCHS = 100;

/** Auto-clustering, on the CPU too. */
const XLA = '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit';

const node = (name: string): CommandLine => [process.execPath, program(name)];
const keras = (name: string): CommandLine => [kerasPython(), program(name)];
const pytorch = (name: string): CommandLine => [pytorchPython(), program(name)];

/** Who is measured. Those that are compared stand side by side: they run one after the other. */
export const CONTENDERS = {
  'Keras fit': (bench) => epoch(bench, keras('keras_epoch.py'), EPOCHS),
  'Keras fit, as installed': (bench) =>
    epoch(bench, keras('keras_epoch.py'), EPOCHS, { TF_ENABLE_ONEDNN_OPTS: undefined }),
  'Chorus epoch': (bench) => epoch(bench, node('chorus-epoch.ts'), CHORUS_EPOCHS),
  'Chorus epoch, XLA': (bench) =>
    epoch(bench, node('chorus-epoch.ts'), EPOCHS, { TF_XLA_FLAGS: XLA }),
  'Chorus epoch, any bits': (bench) =>
    epoch(bench, node('chorus-epoch.ts'), EPOCHS, { TF_DETERMINISTIC_OPS: '0' }),
  'Chorus memory': memory,
  'tfjs-node fit': (bench) => epoch(bench, node('tfjs-epoch.ts'), EPOCHS),
  'PyTorch epoch': (bench) => epoch(bench, pytorch('pytorch_epoch.py'), EPOCHS),
  'Keras predict': (bench) => prediction(bench, keras('keras_predict.py')),
  'Chorus predict': (bench) => prediction(bench, node('chorus-predict.ts')),
  'PyTorch predict': (bench) => prediction(bench, pytorch('pytorch_predict.py')),
  'Keras run': kerasRun,
  'Chorus run': (bench) => embeddedRun(bench, []),
  'one at a time': (bench) => embeddedRun(bench, atOnce(1)),
  'two at once': (bench) => embeddedRun(bench, atOnce(2)),
  'one worker': (bench) => runByWorkers(bench, 1),
  'two workers': (bench) => runByWorkers(bench, 2),
  'two workers, any core': (bench) => runByWorkers(bench, 2, { pin: false }),
  ...SERVING_CONTENDERS,
  ...NETWORK_CONTENDERS,
  ...TABLE_CONTENDERS,
  ...IMAGE_CONTENDERS,
  ...PIECES_CONTENDERS,
  ...COMBINING_CONTENDERS,
} satisfies Contenders;

export type ContenderName = keyof typeof CONTENDERS;

/** Seconds of the second epoch, and how much longer the first took than the median of the others. */
async function epoch(
  bench: Bench,
  command: CommandLine,
  epochs: number,
  variables?: NodeJS.ProcessEnv,
): Promise<Figures> {
  const [first, ...others] = await answersOf(bench, command, 'train', epochs, variables);
  return { seconds: others[0]!, firstExtraSeconds: first! - median(others) };
}

/** Seconds of the first call and of the second. */
async function prediction(bench: Bench, command: CommandLine): Promise<Figures> {
  const [firstSeconds, seconds] = await answersOf(bench, command, 'test', 1);
  return { firstSeconds: firstSeconds!, seconds: seconds! };
}

/** How much the resident memory of 100 short epochs has grown from the tenth to the last. */
async function memory(bench: Bench): Promise<Figures> {
  const command = node('chorus-memory.ts');
  const resident = await answersOf(bench, command, 'test', MEMORY_EPOCHS); // bytes, per epoch
  return { growthPercent: 100 * (resident.at(-1)! / resident[9]! - 1) };
}

/** Members trained at once, which share the cores. */
function atOnce(members: number): string[] {
  const threads = Math.max(1, Math.floor(availableParallelism() / members));
  return ['--workers', String(members), '--threads', String(threads)];
}

/** What a program answers: one number for each epoch or call. */
async function answersOf(
  { folder, threads }: Bench,
  [file, ...args]: CommandLine,
  set: 'train' | 'test',
  epochs: number,
  variables?: NodeJS.ProcessEnv,
): Promise<number[]> {
  const task = { folder: path.join(folder, set), epochs, batchSize: BATCH_SIZE, threads };
  const { stdout } = await runProgram([file, ...args, ...taskArguments(task)], threads, variables);
  return answerOf<number[]>(stdout);
}

async function kerasRun({ dataDir, epochs, samples }: Bench): Promise<Figures> {
  const threads = availableParallelism();
  const args = [dataDir, MEMBERS, epochs, samples, threads].map(String);
  const { seconds } = await runProgram([...keras('keras_run.py'), ...args], threads);
  return { seconds };
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
