import { expect, test } from 'vitest';
import { Moments } from './moments.ts';

test('each channel has its own mean and standard deviation, over all pieces', () => {
  const moments = new Moments(2);
  moments.add(Float32Array.of(1, 100, 2, 100));
  moments.add(Float32Array.of(3, 100, 6, 100));
  // NumPy: np.mean([1, 2, 3, 6]), np.std([1, 2, 3, 6])
  expect(moments.finish()).toEqual({
    mean: [3, 100],
    deviation: [Math.fround(1.8708286933869707), 1],
  });
});

test('numbers that are large beside their differences keep their digits', () => {
  const moments = new Moments(1);
  moments.add(Int32Array.of(2_000_000_000, 2_000_000_001, 2_000_000_002, 2_000_000_003));
  // NumPy: np.std([0, 1, 2, 3])
  expect(moments.finish().deviation).toEqual([Math.fround(1.118033988749895)]);
});
