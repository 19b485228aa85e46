import { availableParallelism } from 'node:os';
import path from 'node:path';
import { BATCH_SIZE, type Bench, type Figures } from './bench.ts';
import { taskArguments } from './bench-task.ts';
import { embeddedRun, runByWorkers } from './chorus-run.ts';
import { kerasPython, pytorchPython } from './python-environment.ts';
import { median } from './rounds.ts';
import { answerOf, runProgram, type CommandLine } from './run-program.ts';

const MEMBERS = 4;
/** The first warms up, the second counts. */
const EPOCHS = 2;
/** Of Chorus, whose first epoch is compared with the median of the others. */
const CHORUS_EPOCHS = 4;

const node = (name: string): CommandLine => [process.execPath, program(name)];
const keras = (name: string): CommandLine => [kerasPython(), program(name)];
const pytorch = (name: string): CommandLine => [pytorchPython(), program(name)];

/** Who is measured. Those that are compared stand side by side: they run one after the other. */
export const CONTENDERS = {
  'Keras fit': (bench) => epoch(bench, keras('keras_epoch.py'), EPOCHS),
  'Chorus epoch': (bench) => epoch(bench, node('chorus-epoch.ts'), CHORUS_EPOCHS),
  'tfjs-node fit': (bench) => epoch(bench, node('tfjs-epoch.ts'), EPOCHS),
  'PyTorch epoch': (bench) => epoch(bench, pytorch('pytorch_epoch.py'), EPOCHS),
  'Keras predict': (bench) => prediction(bench, keras('keras_predict.py')),
  'Chorus predict': (bench) => prediction(bench, node('chorus-predict.ts')),
  'PyTorch predict': (bench) => prediction(bench, pytorch('pytorch_predict.py')),
  'Keras run': kerasRun,
  'Chorus run': embeddedRun,
  'one worker': (bench) => runByWorkers(bench, 1),
  'two workers': (bench) => runByWorkers(bench, 2),
} satisfies Record<string, (bench: Bench) => Promise<Figures>>;

export type ContenderName = keyof typeof CONTENDERS;

/** Seconds of the second epoch, and how much longer the first took than the median of the others. */
async function epoch(bench: Bench, command: CommandLine, epochs: number): Promise<Figures> {
  const [first, ...others] = await secondsOf(bench, command, 'train', epochs);
  return { seconds: others[0]!, firstExtraSeconds: first! - median(others) };
}

/** Seconds of the first call and of the second. */
async function prediction(bench: Bench, command: CommandLine): Promise<Figures> {
  const [firstSeconds, seconds] = await secondsOf(bench, command, 'test', 1);
  return { firstSeconds: firstSeconds!, seconds: seconds! };
}

async function secondsOf(
  { folder, threads }: Bench,
  [file, ...args]: CommandLine,
  set: 'train' | 'test',
  epochs: number,
): Promise<number[]> {
  const task = { folder: path.join(folder, set), epochs, batchSize: BATCH_SIZE, threads };
  const { stdout } = await runProgram([file, ...args, ...taskArguments(task)], threads);
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
