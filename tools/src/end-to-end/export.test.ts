import { runChorus } from '@chorus/chorus/testing';
import { datasetFilePath, readDatasetFile } from '@chorus/data';
import { type Combination, combinedProbabilities } from '@chorus/ensemble';
import { type PythonFormat, readExports } from '@chorus/export/testing';
import { encodeNpy, FinishedRun } from '@chorus/run-files';
import type { Report } from '@chorus/run-view';
import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-export-'));
const home = join(folder, 'home');
const environment = { CHORUS_HOME: home };
const exported = join(folder, 'exported');

/** A run, and its test samples as users give them to a model. */
interface Trained {
  readonly path: string;
  readonly samples: string;
}

let pictures: Trained;
let table: Trained;

beforeAll(async () => {
  mkdirSync(exported);
  pictures = await trainPictures();
  table = await trainTable();
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

async function train(out: string, ...flags: string[]): Promise<string> {
  const runs = join(folder, out);
  const small = ['--members', '3', '--epochs', '1', '--threads', '1', '--dense-units', '8'];
  const told = await runChorus(['train', '--out', runs, ...small, ...flags], environment);
  expect(told.exitStatus, told.stderr).toBe(0);
  return join(runs, readdirSync(runs)[0]!);
}

async function trainPictures(): Promise<Trained> {
  const limits = ['--train-limit', '300', '--test-limit', '60', '--filters', '4'];
  const looks = ['--scaling', 'standardise', '--views', 'mirror'];
  const path = await train('pictures', '--dataset', 'shapes', ...limits, ...looks);
  const { sha256, testLimit } = FinishedRun.open(path).config.dataset;
  const { test, sample } = await readDatasetFile(datasetFilePath(home, sha256), sha256);
  const size = test.values.length / test.labels.length;
  const samples = join(folder, 'pictures.npy');
  const values = test.values.subarray(0, testLimit * size);
  writeFileSync(samples, encodeNpy(values, [testLimit, ...sample.shape]));
  return { path, samples };
}

async function trainTable(): Promise<Trained> {
  const data = join(folder, 'table');
  mkdirSync(data);
  const rows = (count: number, odd: string) =>
    Array.from({ length: count }, (_, row) => {
      const colour = ['red', 'dark blue', '', odd][row % 4];
      const size = row % 7 === 0 ? 'NA' : Math.sin(row).toFixed(3);
      return `${colour},${size},${['good', 'bad', 'odd'][row % 3]}`;
    });
  const header = 'colour,size in cm,label';
  for (const [name, count, odd] of [
    ['train', 120, 'red'],
    ['test', 30, 'green'],
  ] as const) {
    writeFileSync(join(data, `${name}.csv`), [header, ...rows(count, odd), ''].join('\n'));
  }
  const held = ['--validation-split', '0.3'];
  const path = await train('tables', '--data', data, '--target-column', 'label', ...held);
  return { path, samples: join(data, 'test.csv') };
}

const exportRun = (path: string, ...flags: string[]) =>
  runChorus(['export', path, ...flags], environment);

/** How far what Python gives is from the predictions that the run keeps. */
async function differences(
  context: Parameters<typeof readExports>[0],
  format: PythonFormat,
  flags: readonly string[],
  members: readonly number[],
) {
  const files: (readonly [string, string])[] = [];
  for (const [index, { path, samples }] of [pictures, table].entries()) {
    const out = join(exported, `${format}-${members.join()}-${index}.keras`);
    const told = await exportRun(path, '--format', format, '--out', out, ...flags);
    expect(told, told.stderr).toMatchObject({ exitStatus: 0, stderr: '' });
    files.push([out, samples]);
  }
  const read = await readExports(context, format, files);
  return [pictures, table].map(({ path }, index) => {
    const run = FinishedRun.open(path);
    const predictions = members.map((member) => run.predictions(member));
    return furthest(run, { rule: 'sum' }, predictions, read[index]!.probabilities.flat());
  });
}

/** How far from a run's combined predictions somebody's are at most. */
function furthest(
  run: FinishedRun,
  combination: Combination,
  predictions: readonly Float32Array[],
  found: readonly number[],
): number {
  const { classes, testLimit } = run.config.dataset;
  const shape = [testLimit, classes.length] as const;
  const expected = combinedProbabilities(combination, predictions, shape);
  expect(found).toHaveLength(expected.length);
  return Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)));
}

test(
  'a rule that the run was not combined by is fitted as chorus combine fits it',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const out = join(exported, 'greedy.onnx');
    const flags = ['--rule', 'greedy', '--format', 'onnx', '--out', out, '--json'];
    const told = await exportRun(table.path, ...flags);
    expect(told, told.stderr).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(JSON.parse(told.stdout)).toMatchObject({ rule: 'greedy', members: [1, 2, 3] });
    const asked = ['combine', table.path, '--rule', 'greedy', '--json'];
    const combined = await runChorus(asked, environment);
    const { ensemble } = JSON.parse(combined.stdout) as Pick<Report, 'ensemble'>;
    const [read] = await readExports(context, 'onnx', [[out, table.samples]]);
    const run = FinishedRun.open(table.path);
    const predictions = run.members.map(({ member }) => run.predictions(member));
    const found = read!.probabilities.flat();
    expect(furthest(run, ensemble.combination!, predictions, found)).toBeLessThan(1e-4);
  },
);

test.for([
  ['savedmodel', 1e-5],
  ['keras', 1e-5],
  ['onnx', 1e-4],
] as const)(
  'what chorus export writes as %s predicts the test set as the run did',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async ([format, tolerance], context) => {
    const all = await differences(context, format, [], [1, 2, 3]);
    expect(Math.max(...all)).toBeLessThan(tolerance);
    const some = await differences(context, format, ['--members', '3,1'], [1, 3]);
    expect(Math.max(...some)).toBeLessThan(tolerance);
  },
);

test('what cannot be exported is told in one line, and nothing is written', async () => {
  const damaged = join(folder, 'damaged');
  cpSync(pictures.path, damaged, { recursive: true });
  rmSync(join(damaged, 'members', '2', 'weights.bin'));
  const before = readdirSync(exported);
  const there = join(exported, before[0] ?? '');
  const out = join(exported, 'new');
  const wrong: readonly (readonly [flags: readonly string[], message: RegExp])[] = [
    [[pictures.path, '--out', there], /is there already: name another --out, or remove it/],
    [[pictures.path, '--out', join(out, 'deeper')], /there is no folder .*; make it first/],
    [
      [pictures.path, '--out', out, '--members', '1,9'],
      /names 9, but the ensemble of run .* has 1, 2, 3/,
    ],
    [[pictures.path, '--out', out, '--members', '1,1'], /names member 1 twice/],
    [[pictures.path, '--out', out, '--members', 'one'], /'one' must be numbers .* such as 1,3/],
    [
      [pictures.path, '--out', out, '--rule', 'stacking'],
      /stacking is fitted on held-out samples, and run .* held out none: train with /,
    ],
    [
      [pictures.path, '--out', out, '--rule', 'weighted'],
      /was combined by sum, and has no weights: train with --combine weighted/,
    ],
    [[damaged, '--out', out], /members\/2\/weights\.bin is missing/],
    [[join(folder, 'nothing'), '--out', out], /there is no folder/],
  ];
  for (const [flags, message] of wrong) {
    const told = await exportRun(...(flags as [string, ...string[]]), '--format', 'onnx');
    expect(told.stderr).toMatch(message);
    expect(told.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(told).toMatchObject({ exitStatus: 2, stdout: '' });
  }
  const keras = await exportRun(pictures.path, '--out', out, '--format', 'keras');
  expect(keras).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(keras.stderr).toContain('must end with .keras');
  expect(readdirSync(exported)).toEqual(before);
}, 120_000);
