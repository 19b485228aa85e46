import { expect, test } from 'vitest';
import { WeightedSum } from './weighted-sum.ts';

test('the sum is kept in float64: a small float32 addend is not lost', () => {
  const sum = new WeightedSum([1, 2]);
  sum.add(Float32Array.of(1, 0));
  sum.add(Float32Array.of(2 ** -30, 1));
  expect([...sum.scores()]).toEqual([1 + 2 ** -30, 1]);
});

test('each member counts by its weight, in the order in which members are added', () => {
  const sum = new WeightedSum([1, 2], [0.25, 0.75]);
  sum.add(Float32Array.of(1, 0));
  sum.add(Float32Array.of(0, 1));
  expect([...sum.scores()]).toEqual([0.25, 0.75]);
  expect(() => sum.add(Float32Array.of(0, 1))).toThrow('there are weights for 2 members only');
});

test('predictions of another shape are refused and leave the sum as it was', () => {
  const sum = new WeightedSum([2, 2]);
  sum.add(Float32Array.of(1, 0, 0, 1));
  expect(() => sum.add(Float32Array.of(1, 0))).toThrow(
    new RangeError('2 predictions do not match 4 numbers in the sum'),
  );
  expect([...sum.scores()]).toEqual([1, 0, 0, 1]);
});

test('a sum over no samples or no classes is refused', () => {
  expect(() => new WeightedSum([0, 10])).toThrow(RangeError);
  expect(() => new WeightedSum([10, 0])).toThrow(RangeError);
});
