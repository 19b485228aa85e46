import { describe, expect, test } from 'vitest';
import { limitSamples, sliceSamples } from './dataset.ts';
import { fingerprint } from './fingerprint.ts';

// Images of 1 × 1 pixel with 3 channels.
const train = { images: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1) };
const heldOut = { images: Uint8Array.of(9, 8, 7), labels: Uint8Array.of(2) };

describe('limitSamples', () => {
  test('gives the first samples without copying them', () => {
    const limited = limitSamples(train, 1);
    expect(Array.from(limited.images)).toEqual([1, 2, 3]);
    expect(Array.from(limited.labels)).toEqual([0]);
    expect(limited.images.buffer).toBe(train.images.buffer);
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
    expect(Array.from(rest.images)).toEqual([4, 5, 6]);
    expect(Array.from(rest.labels)).toEqual([1]);
    expect(rest.images.buffer).toBe(train.images.buffer);
  });

  test.each([
    [0, 3],
    [-1, 1],
    [2, 1],
  ])('refuses %d to %d of two', (start, end) => {
    expect(() => sliceSamples(train, start, end)).toThrow(RangeError);
  });
});

describe('fingerprint', () => {
  test('is the SHA-256 that Python computes over the same bytes in order', () => {
    expect(fingerprint(train, heldOut)).toBe(
      '01ef795f1ca6068fdbde6900968968ffc5c62afb2cd8a0a2ff2a91e8b860ec0e',
    );
  });

  test('one changed label changes it', () => {
    const changed = { ...train, labels: Uint8Array.of(0, 2) };
    expect(fingerprint(changed, heldOut)).not.toBe(fingerprint(train, heldOut));
  });
});
