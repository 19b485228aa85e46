import { expect, test } from 'vitest';
import { chooseSamples, countSamples, labelsOf } from './chosen-samples.ts';

/** Samples of two values. */
const set = {
  values: Uint8Array.of(0, 1, 10, 11, 20, 21, 30, 31),
  labels: Int32Array.of(5, 6, 7, 8),
};

test('rows name samples without a copy of their values', () => {
  const chosen = chooseSamples(set, Uint32Array.of(0, 2, 3));
  expect(chosen.values).toBe(set.values);
  expect(countSamples(chosen)).toBe(3);
  expect([...labelsOf(chosen)]).toEqual([5, 7, 8]);
});

test('rows that follow one another are a view of them alone', () => {
  const chosen = chooseSamples(set, Uint32Array.of(1, 2));
  expect(chosen.rows).toBeUndefined();
  expect([...chosen.values]).toEqual([10, 11, 20, 21]);
  expect(chosen.values.buffer).toBe(set.values.buffer);
  expect([countSamples(chosen), ...labelsOf(chosen)]).toEqual([2, 6, 7]);
});

test('no rows are no samples', () => {
  expect(countSamples(chooseSamples(set, new Uint32Array()))).toBe(0);
});
