// Measures Chorus against what it is compared with. Every round runs each contender once, in
// processes of its own, so that whatever else the machine does meets all of them.
import { setUpTensorFlow } from '@chorus/tensorflow';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { BATCH_SIZE, type Bench, type Figures, type Round } from './bench.ts';
import { writeImages } from './bench-images.ts';
import { CONTENDERS, type ContenderName } from './contenders.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { drawResults } from './plot.ts';
import { formatFigure, formatResults } from './result-table.ts';
import { resultOf } from './rounds.ts';
import { chooseRows, contendersOf } from './rows.ts';
import { trains } from './works.ts';

const USAGE_ERROR = 2;

const options = optionsOrExit();
const folder = mkdtempSync(path.join(tmpdir(), 'chorus-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await run(options);
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function run(options: Options) {
  const { only, peers, rounds, steps, epochs, threads, dataDir, dataShare, json, plot } = options;
  const bench = { dataDir, folder, samples: steps * BATCH_SIZE, epochs, threads, dataShare };
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`;
  const tensorFlow = only.some(trains) ? await prepareTraining(bench) : undefined;
  const training = tensorFlow
    ? `CIFAR-10, epochs of ${steps} steps of ${BATCH_SIZE}, ${epochs} epochs in whole runs, ` +
      `${threads} threads, TensorFlow ${tensorFlow}, `
    : '';
  process.stdout.write(`${training}${machine}\n`);

  const rows = chooseRows(only, peers);
  const done: Round[] = [];
  while (done.length < rounds) {
    done.push(await measureRound(bench, contendersOf(rows), done.length + 1));
    const results = rows.map((row) => resultOf(row, done));
    if (json) {
      const figures = { machine, tensorFlow, options, results, rounds: done };
      writeFileSync(json, `${JSON.stringify(figures, undefined, 2)}\n`);
    }
    if (plot) writeFileSync(plot, drawResults(results));
    if (done.length === rounds) process.stdout.write(`${formatResults(results)}\n`);
  }
}

/** Writes the images that contenders train on. Returns TensorFlow's version. */
async function prepareTraining({ dataDir, samples }: Bench): Promise<string> {
  const outcome = await setUpTensorFlow();
  if (outcome.kind !== 'ready') throw new Error('TensorFlow could not be set up');
  await writeImages(folder, dataDir, samples);
  return outcome.tensorFlow.version;
}

/** Every other round the other way round: what comes later finds another machine. */
async function measureRound(
  bench: Bench,
  needed: ReadonlySet<ContenderName>,
  number: number,
): Promise<Round> {
  const names = (Object.keys(CONTENDERS) as ContenderName[]).filter((name) => needed.has(name));
  const round: Record<string, Figures> = {};
  for (const name of number % 2 === 1 ? names : names.toReversed()) {
    const figures: Figures = await CONTENDERS[name](bench);
    const list = Object.entries(figures).map(
      ([figure, value]) => `${figure} ${formatFigure(value)}`,
    );
    process.stdout.write(`round ${number}, ${name}: ${list.join(', ')}\n`);
    round[name] = figures;
  }
  return round;
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    process.exit(USAGE_ERROR);
  }
}
