// Times one training step of the experiment's CNN, side by side. Every round runs each contender
// once, in a process of its own, so that whatever else the machine does meets all of them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setUpTensorFlow } from '../setup-tensorflow/index.ts';
import { writeImages } from './bench-images.ts';
import { taskArguments, type BenchTask } from './bench-task.ts';
import { kerasPython } from './keras-environment.ts';
import { formatTable } from './summary.ts';

const BATCH_SIZE = 100;
const USAGE =
  'usage: npm run bench -- [--rounds N] [--steps N] [--threads N] [--json FILE]\n' +
  '  --rounds   times that each contender is timed (5)\n' +
  '  --steps    steps timed each time, after as many that are not (100)\n' +
  '  --threads  of TensorFlow, the same for all (as many as cores)\n' +
  '  --json     writes every figure to a file\n';
const USAGE_ERROR = 2;

const options = readOptions();
const outcome = await setUpTensorFlow();
if (outcome.kind !== 'ready') process.exit(1);

const folder = mkdtempSync(path.join(tmpdir(), 'chorus-bench-'));
try {
  const images = await writeImages(folder, options.steps * BATCH_SIZE);
  const task: BenchTask = {
    folder,
    stepsPerEpoch: options.steps,
    batchSize: BATCH_SIZE,
    threads: options.threads,
  };
  const programs = contenderPrograms();
  const contenders = programs.map(({ name }) => ({ name, stepMs: [] as number[] }));
  process.stdout.write(
    `${images}, batches of ${BATCH_SIZE}, ${options.steps} steps, ${options.threads} threads, ` +
      `TensorFlow ${outcome.tensorFlow.version}, ${cpus()[0]?.model ?? 'unknown CPU'}\n`,
  );
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, { command }] of programs.entries())
      contenders[index]!.stepMs.push(timeStepMs(command, task));
    const figures = contenders.map(({ name, stepMs }) => `${name} ${stepMs[round]!.toFixed(1)}`);
    process.stdout.write(`round ${round + 1}, ms per step: ${figures.join(', ')}\n`);
  }
  process.stdout.write(`${formatTable(contenders)}\n`);
  if (options.json)
    writeFileSync(
      options.json,
      `${JSON.stringify({ images, ...options, contenders }, undefined, 2)}\n`,
    );
} finally {
  rmSync(folder, { recursive: true });
}

function contenderPrograms() {
  const program = (name: string) => path.join(import.meta.dirname, name);
  return [
    { name: 'Keras', command: [kerasPython(), program('keras_contender.py')] },
    { name: 'tfjs-node', command: [process.execPath, program('tfjs-contender.ts')] },
    { name: 'Chorus', command: [process.execPath, program('chorus-contender.ts')] },
  ];
}

/** Milliseconds per step of the second epoch; the first warms up. */
function timeStepMs([file = '', ...args]: readonly string[], task: BenchTask): number {
  const threads = String(task.threads);
  const output = execFileSync(file, [...args, ...taskArguments(task)], {
    encoding: 'utf8',
    env: {
      ...process.env,
      TF_NUM_INTRAOP_THREADS: threads,
      TF_NUM_INTEROP_THREADS: threads,
      OMP_NUM_THREADS: threads,
      TF_CPP_MIN_LOG_LEVEL: '3',
      // All on the CPU, as the Keras of the pinned wheel is.
      CUDA_VISIBLE_DEVICES: '-1',
    },
    stdio: 'pipe',
  });
  const epochSeconds = JSON.parse(output.trim().split('\n').at(-1)!) as number[];
  return (1000 * epochSeconds.at(-1)!) / task.stepsPerEpoch;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '5' },
        steps: { type: 'string', default: '100' },
        threads: { type: 'string', default: String(availableParallelism()) },
        json: { type: 'string' },
      },
    });
    const count = (name: 'rounds' | 'steps' | 'threads') => {
      if (/^[1-9]\d*$/.test(values[name])) return Number(values[name]);
      throw new Error(`--${name} must be a whole number above 0, not '${values[name]}'`);
    };
    return {
      rounds: count('rounds'),
      steps: count('steps'),
      threads: count('threads'),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    process.exit(USAGE_ERROR);
  }
}
