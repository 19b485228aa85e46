import { describe, expect, test } from 'vitest';
import { shuffledIndices } from './batch.ts';

describe('shuffledIndices', () => {
  test('holds every sample exactly once', () => {
    const sorted = shuffledIndices(1000, 3, 1).sort();
    expect(sorted).toEqual(Uint32Array.from({ length: 1000 }, (_, index) => index));
  });

  test('depends on seed and epoch alone', () => {
    const order = shuffledIndices(1000, 3, 2);
    shuffledIndices(500, 9, 9);
    expect(shuffledIndices(1000, 3, 2)).toEqual(order);
    expect(shuffledIndices(1000, 3, 3)).not.toEqual(order);
    expect(shuffledIndices(1000, 4, 2)).not.toEqual(order);
  });

  test('keeps its order from version to version, so that old runs can be repeated', () => {
    expect(Array.from(shuffledIndices(10, 1, 1))).toEqual([1, 5, 9, 8, 3, 0, 2, 4, 7, 6]);
  });

  test('puts every sample at every place about equally often', () => {
    const counts = new Uint32Array(25); // [sample, place]
    for (let seed = 0; seed < 5000; seed++) {
      shuffledIndices(5, seed, 1).forEach((sample, place) => counts[sample * 5 + place]!++);
    }
    // 1,000 expected of each; the standard deviation is 28.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
