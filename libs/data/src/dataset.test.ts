import { describe, expect, test } from 'vitest';
import { limitSamples, sliceSamples } from './dataset.ts';

// Images of 1 × 1 pixel with 3 channels.
const train = { values: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(0, 1) };

describe('limitSamples', () => {
  test('gives the first samples without copying them', () => {
    const limited = limitSamples(train, 1);
    expect(Array.from(limited.values)).toEqual([1, 2, 3]);
    expect(Array.from(limited.labels)).toEqual([0]);
    expect(limited.values.buffer).toBe(train.values.buffer);
  });

  test('gives all without a limit, and when there are fewer', () => {
    expect(limitSamples(train)).toBe(train);
    expect(limitSamples(train, 3)).toBe(train);
  });

  test.each([0, -1, 2.5, NaN])('refuses a limit of %s', (limit) => {
    expect(() => limitSamples(train, limit)).toThrow(`positive integer, not ${limit}`);
  });
});

describe('sliceSamples', () => {
  test('gives what follows the first samples, without copying it', () => {
    const rest = sliceSamples(train, 1, 2);
    expect(Array.from(rest.values)).toEqual([4, 5, 6]);
    expect(Array.from(rest.labels)).toEqual([1]);
    expect(rest.values.buffer).toBe(train.values.buffer);
  });

  test.each([
    [0, 3],
    [-1, 1],
    [2, 1],
  ])('refuses %d to %d of two', (start, end) => {
    expect(() => sliceSamples(train, start, end)).toThrow(RangeError);
  });
});
