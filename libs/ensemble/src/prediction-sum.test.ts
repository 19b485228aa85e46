import { expect, test } from 'vitest';

import { PredictionSum } from './prediction-sum.ts';

test('the sum is kept in float64: a small float32 addend is not lost', () => {
  const sum = new PredictionSum(1, 2);
  sum.add(Float32Array.of(1, 0));
  sum.add(Float32Array.of(2 ** -30, 1));
  expect([...sum.values]).toEqual([1 + 2 ** -30, 1]);
  expect(sum.members).toBe(2);
});

test('predictions of another shape are refused and leave the sum as it was', () => {
  const sum = new PredictionSum(2, 2);
  sum.add(Float32Array.of(1, 0, 0, 1));
  expect(() => sum.add(Float32Array.of(1, 0))).toThrow(
    new RangeError('2 predictions do not match 4 numbers in the sum'),
  );
  expect([...sum.values]).toEqual([1, 0, 0, 1]);
  expect(sum.members).toBe(1);
});

test('a sum over no samples or no classes is refused', () => {
  expect(() => new PredictionSum(0, 10)).toThrow(RangeError);
  expect(() => new PredictionSum(10, 0)).toThrow(RangeError);
});
