import { addonPath, startBackend } from '@chorus/model';
import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { FORMAT_NAMES, type FormatName } from './formats.ts';
import { OUTPUTS } from './graph/ensemble-graph.ts';
import { metadataOf } from './metadata.ts';
import { WRITERS } from './process/writers.ts';
import { ENSEMBLES, type TestEnsemble } from './testing/ensembles.ts';
import {
  type Expected,
  expectedOf,
  type MadeEnsemble,
  makeEnsemble,
} from './testing/made-ensemble.ts';
import { readExports, type PythonFormat, type ReadOutputs } from './testing/read-exports.ts';

const PYTHON_FORMATS = FORMAT_NAMES.filter((name): name is PythonFormat => name !== 'tfjs');

const folder = mkdtempSync(join(tmpdir(), 'chorus-export-'));
const ensembles: { name: string; wanted: TestEnsemble; made: MadeEnsemble; expected: Expected }[] =
  [];

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 2 });
  if (addonPath() === undefined) return;
  for (const [name, make] of Object.entries(ENSEMBLES)) {
    const wanted = make();
    const made = await makeEnsemble(wanted);
    ensembles.push({ name, wanted, made, expected: await expectedOf(made, wanted.samples) });
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function needTensorFlow(context: TestContext): Promise<void> {
  if (addonPath() === undefined) context.skip('TensorFlow is not set up');
  await tf.setBackend('tensorflow'); // Keras' layers are looked at in plain JavaScript
}

/** Writes all ensembles in a format. @returns their paths, each with that of its samples */
async function writeAll(format: FormatName) {
  const files: (readonly [string, string])[] = [];
  for (const [index, { wanted, made }] of ensembles.entries()) {
    const ending = format === 'keras' ? '.keras' : '';
    const path = join(folder, `${format}-${index}${ending}`);
    const samples = join(folder, `samples-${index}${wanted.file.ending}`);
    writeFileSync(samples, wanted.file.bytes);
    await WRITERS[format](made.outline, metadataOf(made.outline), path);
    files.push([path, samples]);
  }
  return files;
}

function apart(found: Iterable<number>, wanted: Float64Array): number {
  const values = [...found];
  expect(values).toHaveLength(wanted.length);
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value - wanted[index]!)), 0);
}

function expectSame(name: string, read: ReadOutputs, expected: Expected, tolerance: number): void {
  const { probabilities, uncertainty, mutualInformation } = expected;
  expect(apart(read.probabilities.flat(), probabilities), name).toBeLessThan(tolerance);
  expect(apart(read.uncertainty, uncertainty), name).toBeLessThan(10 * tolerance);
  expect(apart(read.mutual_information, mutualInformation), name).toBeLessThan(10 * tolerance);
  const classes = probabilities.length / read.class.length;
  for (const [sample, place] of read.class.entries()) {
    const row = probabilities.subarray(sample * classes, (sample + 1) * classes);
    expect(Math.max(...row) - row[place]!, name).toBeLessThan(tolerance);
  }
}

test.for(PYTHON_FORMATS)(
  'Python loads every ensemble as %s, and predicts what Chorus predicts',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (format, context) => {
    await needTensorFlow(context);
    const read = await readExports(context, format, await writeAll(format));
    expect(read).toHaveLength(ensembles.length);
    const tolerance = format === 'onnx' ? 1e-4 : 1e-5;
    for (const [index, { name, expected }] of ensembles.entries()) {
      expectSame(name, read[index]!, expected, tolerance);
    }
  },
);

test('TensorFlow.js loads every ensemble as tfjs, and predicts what Chorus predicts', async (context) => {
  await needTensorFlow(context);
  for (const [index, [path]] of (await writeAll('tfjs')).entries()) {
    const { name, wanted, expected } = ensembles[index]!;
    const model = await tf.loadGraphModel(pathToFileURL(join(path, 'model.json')).href);
    const given = model.predict(inputsOf(wanted)) as tf.NamedTensorMap;
    const lists = OUTPUTS.map((output) => [output, given[output]!.arraySync()]);
    expectSame(name, Object.fromEntries(lists) as ReadOutputs, expected, 1e-5);
    const { chorus } = model.metadata as { chorus: { classes: string[] } };
    expect(chorus.classes).toHaveLength(wanted.classes);
  }
});

/** The samples, by the names of the inputs. */
function inputsOf({ input, samples, file }: TestEnsemble): tf.NamedTensorMap {
  if (input.kind === 'samples') {
    const { shape, type } = input.sample;
    const all = [samples.labels.length, ...shape];
    const dtype = type === 'float32' ? 'float32' : 'int32';
    return { [input.name]: tf.tensor(Array.from(samples.values), all, dtype) };
  }
  const [header, ...rows] = String(file.bytes)
    .split('\n')
    .map((line) => line.split(','));
  const columns = input.columns.map(({ kind }, column): [string, tf.Tensor] => {
    const cells = rows.map((row) => row[column]!);
    const tensor = kind === 'number' ? tf.tensor1d(cells.map(numberOf)) : tf.tensor1d(cells);
    return [header![column]!, tensor];
  });
  return Object.fromEntries(columns);
}

function numberOf(cell: string): number {
  return cell === '' ? Number.NaN : Number(cell.replace('inf', 'Infinity'));
}
