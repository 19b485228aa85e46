import { describe, expect, test } from 'vitest';
import { estimateGain, type Draw } from './gain-estimate.ts';

const CLASSES = 2;

/** Numerical Recipes' linear congruential generator. */
function drawOf(seed: number): Draw {
  let state = seed;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Predictions of class 1 with these probabilities; every label is 1. */
function member(...probabilities: number[]): Float32Array {
  return Float32Array.from(probabilities.flatMap((p) => [1 - p, p]));
}

const labels = (samples: number) => new Uint8Array(samples).fill(1);

/** Members that err independently: each gives class 1 a noisy probability. */
function noisyMembers(count: number, samples: number): Float32Array[] {
  const draw = drawOf(7);
  return Array.from({ length: count }, () =>
    member(...Array.from({ length: samples }, () => 0.05 + draw(950) / 1000)),
  );
}

describe('estimateGain', () => {
  test('of two members is the third of what the second one added', () => {
    // Alone 1/4 and 2/4 are right, together 3/4: b = 2 (3/4 - 3/8), and b / 6 is 1/8.
    const members = [member(0.9, 0.4, 0.4, 0.1), member(0.2, 0.7, 0.9, 0.1)];
    const { accuracy, gain } = estimateGain(members, labels(4), CLASSES, drawOf(1));
    expect(accuracy).toBe(3 / 4);
    expect(gain?.expected).toBeCloseTo(1 / 8, 12);
  });

  test('of members that are all alike is nothing, with an interval of nothing', () => {
    const same = member(0.9, 0.1, 0.8);
    const { gain } = estimateGain([same, same, same], labels(3), CLASSES, drawOf(1));
    expect(gain?.expected).toBeCloseTo(0, 12);
    expect(gain?.interval.high).toBeCloseTo(0, 12);
  });

  test('falls as members are added, and its interval holds it', () => {
    const members = noisyMembers(20, 400);
    const estimates = [2, 5, 20].map((count) =>
      estimateGain(members.slice(0, count), labels(400), CLASSES, drawOf(1)),
    );
    const gains = estimates.map(({ gain }) => gain!.expected);
    expect(gains).toEqual(gains.toSorted((one, other) => other - one));
    expect(gains[2]).toBeGreaterThan(0);
    for (const { gain } of estimates) {
      expect(gain!.interval.low).toBeLessThan(gain!.expected);
      expect(gain!.interval.high).toBeGreaterThan(gain!.expected);
    }
  });

  test('of a single member is unknown, its accuracy is not', () => {
    const estimate = estimateGain([member(0.9, 0.1)], labels(2), CLASSES, drawOf(1));
    expect(estimate).toMatchObject({ accuracy: 0.5, gain: undefined });
  });

  test('has an interval of the accuracy as wide as that of a proportion', () => {
    const [one] = noisyMembers(1, 1000);
    const { accuracy, accuracyInterval } = estimateGain([one!], labels(1000), CLASSES, drawOf(1));
    const halfWidth = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / 1000);
    expect(accuracyInterval.low).toBeCloseTo(accuracy - halfWidth, 2);
    expect(accuracyInterval.high).toBeCloseTo(accuracy + halfWidth, 2);
  });

  test('is the same for the same seed', () => {
    const estimate = (seed: number) =>
      estimateGain(noisyMembers(3, 50), labels(50), CLASSES, drawOf(seed));
    expect(estimate(1)).toEqual(estimate(1));
    expect(estimate(1)).not.toEqual(estimate(2));
  });

  test('refuses predictions that do not fit the labels', () => {
    expect(() => estimateGain([member(0.9)], labels(2), CLASSES, drawOf(1))).toThrow(RangeError);
  });
});
