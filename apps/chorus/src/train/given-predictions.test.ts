import { encodeNpy } from '@chorus/run-files';
import { decodeWeights } from '@chorus/network/model-file';
import { resolveConfig } from '@chorus/run-config';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepGivenPredictions } from './given-predictions.ts';

const CLASSES = ['disc', 'ring'];
/** Of three test samples. */
const GOOD = [0.75, 0.25, 0.5, 0.5, 0, 1];

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-given-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes an array, by default of float32. */
function array(name: string, values: readonly number[], shape = [values.length / 2, 2]): string {
  const path = join(home, name);
  writeFileSync(path, encodeNpy(Float32Array.from(values), shape));
  return path;
}

function keep(group: object, validationSamples = 0) {
  const groups = JSON.stringify([{ name: 'trained' }, { name: 'given', ...group }]);
  const config = resolveConfig({ settings: { groups } }, {});
  return keepGivenPredictions(config, { testLimit: 3, validationSamples, classes: CLASSES }, home);
}

test('predictions are kept as one file, and named by its digest', async () => {
  const from = array('test.npy', GOOD);
  const validation = array('validation.npy', [0.25, 0.75]);
  const { predictions, files } = await keep({ from, validation }, 1);
  expect(predictions).toEqual([undefined, [...files.keys()][0]]);
  expect(decodeWeights(readFileSync([...files.values()][0]!))).toEqual([
    { name: 'test', shape: [3, 2], values: Float32Array.from(GOOD) },
    { name: 'validation', shape: [1, 2], values: Float32Array.of(0.25, 0.75) },
  ]);
});

test.for<[string, number[], number[] | undefined, string]>([
  [
    'of another number of samples',
    GOOD.slice(2),
    undefined,
    'has the shape [2, 2], and must have [3, 2]: test samples, classes',
  ],
  ['of another number of classes', GOOD, [2, 3], 'has the shape [2, 3], and must have [3, 2]'],
  ['in one axis', GOOD, [6], 'has the shape [6], and must have [3, 2]'],
  [
    'that are negative',
    [...GOOD.slice(0, 4), -0.5, 1.5],
    undefined,
    'has -0.5 at [2, 0]: it must hold probabilities',
  ],
  ['that are no numbers', [NaN, ...GOOD.slice(1)], undefined, 'has NaN at [0, 0]'],
  ['that are scores', [...GOOD.slice(0, 2), 2, 3, 0, 1], undefined, 'sums to 5 in row 1'],
])('predictions %s are refused', async ([, values, shape, words]) => {
  const from = array('test.npy', values, shape);
  await expect(keep({ from })).rejects.toThrow(`--groups [1].from: ${from} ${words}`);
});

test('labels are no probabilities, and what is no array is told', async () => {
  const from = join(home, 'labels.npy');
  writeFileSync(from, encodeNpy(new Int32Array(6), [3, 2]));
  await expect(keep({ from })).rejects.toThrow(
    'holds int32, and must hold probabilities as float32',
  );
  writeFileSync(from, 'no array at all');
  await expect(keep({ from })).rejects.toThrow('is no array in NPY or IDX');
  await expect(keep({ from: join(home, 'nothing.npy') })).rejects.toThrow('nothing.npy');
});

test('predictions of the validation samples belong to them where samples are held out, and nowhere else', async () => {
  const from = array('test.npy', GOOD);
  await expect(keep({ from }, 1)).rejects.toThrow(
    "has predictions of the test samples alone, and the run holds out 1 sample: name what is predicted of these, as in 'validation:",
  );
  await expect(keep({ from, validation: from })).rejects.toThrow(
    '--groups [1].validation names predictions of validation samples, and none are held out',
  );
  await expect(keep({ from, validation: from }, 1)).rejects.toThrow(
    `--groups [1].validation: ${from} has the shape [3, 2], and must have [1, 2]: validation samples`,
  );
});
