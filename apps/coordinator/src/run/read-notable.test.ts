import { fingerprint, readerOf, type Dataset } from '@chorus/data';
import { expect, test } from 'vitest';
import type { EvaluatedSample } from '../arithmetic/evaluate-ensemble.ts';
import { readNotable } from './read-notable.ts';

/** Five rows of so many values, each its own place. */
function rowsOf(columns: number): Dataset {
  const values = Float32Array.from({ length: 5 * columns }, (_, at) => Math.floor(at / columns));
  const set = { values, labels: Int32Array.of(0, 1, 0, 1, 0) };
  const content = {
    ...{ name: 'rows', synthetic: true, classes: ['cat', 'dog'], train: set, test: set },
    sample: { shape: [columns], type: 'float32' },
  } as const;
  const testNames = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.png`);
  return { ...content, testNames, sha256: fingerprint(content) };
}

const noted = (...places: number[]) =>
  places.map((index): EvaluatedSample => ({ index, confidence: 1, votes: [1, 1] }));

test('both kinds are read in turn, what is of both once, each with its name', async () => {
  const reader = readerOf(rowsOf(2));
  const found = { disputed: noted(4, 2), sureButWrong: noted(2, 1, 0) };
  const { samples, names } = await readNotable(reader, found);
  expect(samples.map(({ index }) => index)).toEqual([4, 2, 1, 0]);
  for (const { index, values } of samples) expect(values).toEqual(Float32Array.of(index, index));
  expect([...names]).toEqual([
    [4, 'e.png'],
    [2, 'c.png'],
    [1, 'b.png'],
    [0, 'a.png'],
  ]);
});

test('of samples of three megabytes the first two are kept, and the names of all', async () => {
  const reader = readerOf(rowsOf(3 * 2 ** 18));
  const found = { disputed: noted(3, 1), sureButWrong: noted(0) };
  const { samples, names } = await readNotable(reader, found);
  expect(samples.map(({ index }) => index)).toEqual([3, 0]);
  expect([...names.keys()]).toEqual([3, 0, 1]);
});
