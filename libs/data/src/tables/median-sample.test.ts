import { expect, test } from 'vitest';
import { SeededRandom } from '../random.ts';
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

test('the median is the middle one of the sorted numbers, however they come', () => {
  const random = SeededRandom.from(2);
  for (let round = 0; round < 300; round++) {
    const kinds = 1 + random.below(50);
    const numbers = Array.from({ length: 1 + random.below(200) }, () => {
      return Math.fround(random.below(kinds) / 7 - 2);
    });
    const sorted = numbers.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    const expected =
      sorted.length % 2 === 1
        ? sorted[middle]
        : Math.fround((sorted[middle - 1]! + sorted[middle]!) / 2);
    expect(medianOf(numbers).median).toBe(expected);
    expect(medianOf(sorted).median).toBe(expected);
    expect(medianOf(sorted.toReversed()).median).toBe(expected);
  }
});

test('of more numbers than are kept it is that of every second, fourth …', () => {
  const limit = 2 ** 18;
  const rows = (count: number) => Array.from({ length: count }, (_, row) => row);
  expect(medianOf(rows(limit))).toEqual({ median: (limit - 1) / 2, stride: 1 });
  expect(medianOf(rows(limit + 2))).toEqual({ median: limit / 2, stride: 2 });
  expect(medianOf(rows(3 * limit)).stride).toBe(4);
  expect(medianOf(rows(3 * limit)).median).toBeCloseTo((3 * limit) / 2, -2);
});

test('values that are added together are kept as one after the other', () => {
  const random = SeededRandom.from(9);
  const together = new MedianSample();
  const each = new MedianSample();
  // So many that the stride becomes 4.
  while (each.stride < 4) {
    const values = Float32Array.from({ length: 5000 }, () => random.uniform(-1, 1));
    const places = Int32Array.from({ length: random.below(4000) }, (_, index) => index + 7);
    for (const place of places) each.add(values[place]!);
    together.addAll(values, places);
  }
  expect([together.median(), together.stride]).toEqual([each.median(), each.stride]);
});
