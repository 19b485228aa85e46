import { expect, test } from 'vitest';
import { weightHistogram } from './weight-histogram.ts';

test('a histogram has the moments of its values', () => {
  const { name, min, max, count, sum, sumSquares } = weightHistogram(
    'conv1/kernel',
    Float32Array.of(-1, 0.5, 0.5, 3),
  );
  expect({ name, min, max, count, sum, sumSquares }).toEqual({
    name: 'conv1/kernel',
    min: -1,
    max: 3,
    count: 4,
    sum: 3,
    sumSquares: 10.5,
  });
});

test('every value lies in the bucket that ends above it and begins at most 10 % below', () => {
  for (const value of [0.01, 0.5, 1, 7]) {
    const { bucketLimits, bucketCounts } = weightHistogram('w', Float32Array.of(value));
    const bucket = bucketCounts.indexOf(1);
    expect(bucketLimits[bucket]).toBeGreaterThan(Math.fround(value));
    expect(bucketLimits[bucket]! / bucketLimits[bucket - 1]!).toBeCloseTo(1.1, 10);
    expect(bucketLimits[bucket - 1]).toBeLessThanOrEqual(value);
  }
});

test('runs of empty buckets are one bucket, as TensorFlow writes them', () => {
  const { bucketLimits, bucketCounts } = weightHistogram('w', Float32Array.of(0, 0, 0));
  expect(bucketCounts).toEqual([0, 3, 0]);
  expect(bucketLimits).toEqual([0, 1e-12, Number.MAX_VALUE]);
});

test('negative values are counted in buckets that mirror the positive ones', () => {
  const { bucketLimits, bucketCounts } = weightHistogram('w', Float32Array.of(-2, 2));
  expect(bucketCounts).toEqual([0, 1, 0, 1, 0]);
  expect(bucketLimits[1]).toBeCloseTo(-bucketLimits[2]!, 12);
  expect(bucketCounts.length).toBe(bucketLimits.length);
});

test('values of every size, denormal ones and both zeros, are counted in the first bucket that ends above them', () => {
  const sizes = Array.from(
    { length: 4000 },
    (_, index) => 10 ** (index / 40 - 60) * 1.0007 ** index,
  );
  const limits = Array.from({ length: 800 }, (_, index) => 1e-12 * 1.1 ** index);
  const all = [0, -0, ...[...sizes, ...limits].flatMap((size) => [size, -size])];
  const values = Float32Array.from(all).filter((value) => Number.isFinite(value));
  const { bucketLimits, bucketCounts } = weightHistogram('w', values.subarray(1));
  const expected = bucketLimits.map(() => 0);
  for (const value of values.subarray(1)) {
    expected[bucketLimits.findIndex((limit) => limit > value)]! += 1;
  }
  expect(bucketCounts).toEqual(expected);
});
