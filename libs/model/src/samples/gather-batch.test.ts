import { describe, expect, test } from 'vitest';
import { gatherBatch } from './gather-batch.ts';

describe('gatherBatch', () => {
  // Three images of 1 × 2 pixels with 2 channels.
  const set = {
    values: Uint8Array.of(0, 1, 2, 3, 10, 11, 12, 13, 225, 45, 90, 255),
    labels: Int32Array.of(0, 1, 2),
  };

  test('puts pixel / divisor, in float32, in the order of the indices', () => {
    const into = new Float32Array(8).fill(-1);
    gatherBatch(set, Uint32Array.of(2, 0), { divisor: 225 }, into);
    expect(Array.from(into)).toEqual(
      [225, 45, 90, 255, 0, 1, 2, 3].map((pixel) => Math.fround(pixel / 225)),
    );
  });

  test('takes float32 as it is, and int32 as TensorFlow casts it', () => {
    const labels = Int32Array.of(0, 1);
    const floats = { values: Float32Array.of(-0.5, 1e-30, 3, 4), labels };
    const into = new Float32Array(2);
    gatherBatch(floats, Uint32Array.of(0), { divisor: 2 }, into);
    expect(Array.from(into)).toEqual([-0.25, Math.fround(Math.fround(1e-30) / 2)]);
    // The first is no float32: what it is cast to, the even neighbour, has another quotient in float32.
    const integers = { values: Int32Array.of(2 ** 24 + 3, -7, 0, 0), labels };
    gatherBatch(integers, Uint32Array.of(0), { divisor: 255 }, into);
    expect(Array.from(into)).toEqual([(2 ** 24 + 4) / 255, -7 / 255].map(Math.fround));
  });

  test('a smaller last batch leaves the rest of the memory alone', () => {
    const into = new Float32Array(8).fill(-1);
    gatherBatch(set, Uint32Array.of(1), { divisor: 1 }, into);
    expect(Array.from(into)).toEqual([10, 11, 12, 13, -1, -1, -1, -1]);
  });

  test('memory that is too short is refused', () => {
    expect(() =>
      gatherBatch(set, Uint32Array.of(0, 1), { divisor: 1 }, new Float32Array(7)),
    ).toThrow('a batch of 2 samples does not fit 7 values');
  });

  test('an index outside the set is refused', () => {
    expect(() => gatherBatch(set, Uint32Array.of(3), { divisor: 1 }, new Float32Array(4))).toThrow(
      "sample 3 is outside the set's 3",
    );
  });

  test('standardises each channel by its own numbers, each step rounded to float32', () => {
    const into = new Float32Array(4);
    const scaling = { mean: [0.1, 44], deviation: [3, 7] };
    gatherBatch(set, Uint32Array.of(1), scaling, into);
    const first = (value: number) => Math.fround(Math.fround(value - Math.fround(0.1)) / 3);
    const second = (value: number) => Math.fround((value - 44) / 7);
    expect(Array.from(into)).toEqual([first(10), second(11), first(12), second(13)]);
  });
});
