import { expect, test } from 'vitest';
import { MedianSample } from './median-sample.ts';

function medianOf(values: Iterable<number>) {
  const sample = new MedianSample();
  for (const value of values) sample.add(value);
  return { median: sample.median(), stride: sample.stride };
}

test.each([
  [[], undefined],
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[-1, -10, 2], -1],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toEqual({ median, stride: 1 });
});

test('of more numbers than are kept it is that of every second, fourth …', () => {
  const limit = 2 ** 18;
  const rows = (count: number) => Array.from({ length: count }, (_, row) => row);
  expect(medianOf(rows(limit))).toEqual({ median: (limit - 1) / 2, stride: 1 });
  expect(medianOf(rows(limit + 2))).toEqual({ median: limit / 2, stride: 2 });
  expect(medianOf(rows(3 * limit)).stride).toBe(4);
  expect(medianOf(rows(3 * limit)).median).toBeCloseTo((3 * limit) / 2, -2);
});
