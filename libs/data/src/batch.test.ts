import { describe, expect, test } from 'vitest';
import { gatherBatch, shuffledIndices } from './batch.ts';

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

describe('gatherBatch', () => {
  // Three images of 1 × 2 pixels with 2 channels.
  const set = {
    values: Uint8Array.of(0, 1, 2, 3, 10, 11, 12, 13, 225, 45, 90, 255),
    labels: Int32Array.of(0, 1, 2),
  };

  test('puts pixel / divisor, in float32, in the order of the indices', () => {
    const into = new Float32Array(8).fill(-1);
    gatherBatch(set, Uint32Array.of(2, 0), 225, into);
    expect(Array.from(into)).toEqual(
      [225, 45, 90, 255, 0, 1, 2, 3].map((pixel) => Math.fround(pixel / 225)),
    );
  });

  test('takes float32 as it is, and int32 as TensorFlow casts it', () => {
    const labels = Int32Array.of(0, 1);
    const floats = { values: Float32Array.of(-0.5, 1e-30, 3, 4), labels };
    const into = new Float32Array(2);
    gatherBatch(floats, Uint32Array.of(0), 2, into);
    expect(Array.from(into)).toEqual([-0.25, Math.fround(Math.fround(1e-30) / 2)]);
    // The first is no float32: what it is cast to, the even neighbour, has another quotient in float32.
    const integers = { values: Int32Array.of(2 ** 24 + 3, -7, 0, 0), labels };
    gatherBatch(integers, Uint32Array.of(0), 255, into);
    expect(Array.from(into)).toEqual([(2 ** 24 + 4) / 255, -7 / 255].map(Math.fround));
  });

  test('a smaller last batch leaves the rest of the memory alone', () => {
    const into = new Float32Array(8).fill(-1);
    gatherBatch(set, Uint32Array.of(1), 1, into);
    expect(Array.from(into)).toEqual([10, 11, 12, 13, -1, -1, -1, -1]);
  });

  test('memory that is too short is refused', () => {
    expect(() => gatherBatch(set, Uint32Array.of(0, 1), 1, new Float32Array(7))).toThrow(
      'a batch of 2 samples does not fit 7 values',
    );
  });

  test('an index outside the set is refused', () => {
    expect(() => gatherBatch(set, Uint32Array.of(3), 1, new Float32Array(4))).toThrow(
      "sample 3 is outside the set's 3",
    );
  });
});
