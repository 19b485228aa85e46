import { describe, expect, test } from 'vitest';

import {
  accuracy,
  argMax,
  brierScore,
  calibrationBins,
  classAccuracies,
  confusionMatrix,
  expectedCalibrationError,
  findInvalidRow,
  holmAdjusted,
  mcnemarTest,
  meanCrossEntropy,
  meanDisagreement,
  combineBy,
  SUM,
  Votes,
  type ClassIndices,
} from '../index.ts';

const PREDICTIONS = Float32Array.of(0.5, 0.25, 0.25, 0, 0.5, 0.5, 0.125, 0.125, 0.75); // [3, 3]
const LABELS = Uint8Array.of(0, 2, 1);

/** The votes of members of three classes. */
function votesOf(members: readonly ClassIndices[]): Votes {
  const votes = new Votes(members[0]!.length, 3);
  for (const predicted of members) votes.add(predicted);
  return votes;
}

describe('an ensemble of identical members', () => {
  const sum = combineBy(SUM, new Array<Float32Array>(4).fill(PREDICTIONS), [3, 3]);

  test('measures as its member does', () => {
    expect(argMax(sum, 3)).toEqual(argMax(PREDICTIONS, 3));
    for (const measure of [meanCrossEntropy, brierScore, expectedCalibrationError]) {
      expect(measure(sum, LABELS, 3)).toBe(measure(PREDICTIONS, LABELS, 3));
    }
  });

  test('has disagreement 0', () => {
    const predicted = argMax(PREDICTIONS, 3);
    expect(meanDisagreement(votesOf([predicted, predicted, predicted]))).toBe(0);
  });
});

describe('the arg max', () => {
  test('takes the lower of two equal classes', () => {
    expect([...argMax(PREDICTIONS, 3)]).toEqual([0, 1, 2]);
  });

  test('takes one byte per sample up to 256 classes, two above', () => {
    const oneHot = (classes: number) => new Float32Array(classes).fill(1, classes - 1);
    expect(argMax(oneHot(256), 256)).toEqual(Uint8Array.of(255));
    expect(argMax(oneHot(257), 257)).toEqual(Uint16Array.of(256));
  });
});

describe('the range of a measure', () => {
  const right = Float32Array.of(1, 0);
  const wrong = Float32Array.of(0, 1);
  const label = Uint8Array.of(0);

  test('the cross-entropy of a certain error is that of a probability of 1e-7, not infinite', () => {
    expect(meanCrossEntropy(wrong, label, 2)).toBeCloseTo(-Math.log(1e-7), 12);
    expect(meanCrossEntropy(right, label, 2)).toBeCloseTo(1e-7, 12);
  });

  test('the Brier score is 0 when certain and right, 2 when certain and wrong', () => {
    expect(brierScore(right, label, 2)).toBe(0);
    expect(brierScore(wrong, label, 2)).toBe(2);
  });

  test('the calibration error is 0 when certain and right, 1 when certain and wrong', () => {
    expect(expectedCalibrationError(right, label, 2)).toBe(0);
    expect(expectedCalibrationError(wrong, label, 2)).toBe(1);
  });

  test('members that never predict the same have disagreement 1', () => {
    expect(meanDisagreement(votesOf([Uint8Array.of(0, 1), Uint8Array.of(1, 2)]))).toBe(1);
  });
});

test('a confidence of k/15 falls into the bin below its edge', () => {
  for (let k = 2; k <= 14; k++) {
    // On the edge and right, just below it and wrong: in one bin the two offset each other.
    const both = Float64Array.of(...votesOfFifteen(k), ...votesOfFifteen(k - 2 ** -20));
    const error = expectedCalibrationError(both, Uint8Array.of(0, 1), 16);
    expect(error).toBeCloseTo(Math.abs(1 - (2 * k) / 15) / 2, 6);
  }
});

/** Sixteen classes with a total of exactly 15: `votes` for class 0, the rest among the others. */
function votesOfFifteen(votes: number): Float64Array {
  const row = new Float64Array(16).fill(1, 1, 16 - Math.ceil(votes)); // 15 - ceil(votes) ones
  row[0] = votes;
  row[15] = Math.ceil(votes) - votes;
  return row;
}

describe('a row that is no probability distribution is found', () => {
  const good = [0.25, 0.75];
  test.each([
    ['NaN', [NaN, 1], 'the probability of class 0 is NaN'],
    ['infinite', [0, Infinity], 'the probability of class 1 is Infinity'],
    ['negative', [1.5, -0.5], 'the probability of class 1 is -0.5'],
    ['too small a total', [0.25, 0.5], 'the probabilities sum to 0.75'],
    ['too large a total', [0.75, 0.75], 'the probabilities sum to 1.5'],
  ])('%s', (_name, bad, problem) => {
    const predictions = Float32Array.of(...good, ...bad, ...bad);
    expect(findInvalidRow(predictions, 2, 1e-4)).toEqual({ row: 1, problem });
  });

  test('a total within the tolerance is accepted', () => {
    expect(findInvalidRow(Float32Array.of(...good, 0.50005, 0.5), 2, 1e-4)).toBeUndefined();
    expect(findInvalidRow(Float32Array.of(...good, 0.50005, 0.5), 2, 1e-5)?.row).toBe(1);
  });
});

test('the accuracy of a class is the share of its samples that is right, and of none without', () => {
  const [labels, predicted] = [Uint8Array.of(0, 0, 0, 2), Uint8Array.of(0, 1, 0, 0)];
  expect(classAccuracies(predicted, labels, 3)).toEqual([2 / 3, null, 0]);
});

test('a bin of confidence has the mean confidence and the accuracy of its samples', () => {
  const predictions = Float64Array.of(0.75, 0.25, 0.25, 0.75, 1, 0, 0.25, 0.75);
  const bins = calibrationBins(predictions, Uint8Array.of(0, 1, 0, 0), 2);
  const filled = bins.flatMap((bin, index) => (bin.samples > 0 ? [{ index, ...bin }] : []));
  expect(filled).toEqual([
    { index: 11, samples: 3, confidence: 0.75, accuracy: 2 / 3 },
    { index: 14, samples: 1, confidence: 1, accuracy: 1 },
  ]);
});

describe("McNemar's test", () => {
  /** Classifiers of which the first alone is right on `onlyFirst` samples, and so on. */
  const compare = (onlyFirst: number, onlySecond: number, both = 3) => {
    const row = (...counts: [right: number, count: number][]) =>
      Uint8Array.from(counts.flatMap(([right, count]) => new Array<number>(count).fill(right)));
    const first = row([1, onlyFirst], [0, onlySecond], [1, both]);
    return mcnemarTest(first, row([0, onlyFirst], [1, onlySecond], [1, both]));
  };

  test('finds no difference between classifiers that are right on the same samples', () => {
    expect(compare(0, 0)).toEqual({ onlyFirst: 0, onlySecond: 0, pValue: 1 });
  });

  test('is the same from both sides, and looks only at samples that one of the two gets right', () => {
    expect(compare(2, 8).pValue).toBeCloseTo((2 * (1 + 10 + 45)) / 2 ** 10, 12);
    expect(compare(8, 2, 5000).pValue).toBe(compare(2, 8).pValue);
  });

  test('stays exact where 2⁻ⁿ is too small for a number', () => {
    expect(compare(4900, 5100).pValue).toBeCloseTo(0.0466, 4);
    expect(compare(5000, 5000).pValue).toBe(1);
  });
});

test('adjusted p-values grow with the number of tests, keep their order, and stay below 1', () => {
  expect(holmAdjusted([0.04])).toEqual([0.04]);
  expect(holmAdjusted([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
  expect(holmAdjusted([0.9, 0.6])).toEqual([1, 1]);
});

describe('shapes that do not match are refused', () => {
  test.each([
    [() => argMax(new Float32Array(7), 3), '7 predictions are not whole rows of 3'],
    [() => argMax(new Float32Array(0), 3), '0 predictions are not whole rows of 3'],
    [() => argMax(PREDICTIONS, 1.5), 'classes must be a whole number from 1 to 65536, not 1.5'],
    [() => accuracy(Uint8Array.of(0, 1), LABELS), '3 labels do not match 2 predicted classes'],
    [() => accuracy(new Uint8Array(0), new Uint8Array(0)), /no samples/],
    [
      () => meanCrossEntropy(PREDICTIONS, Uint8Array.of(0, 1), 3),
      '2 labels do not match 3 rows of predictions',
    ],
    [
      () => brierScore(PREDICTIONS, Uint8Array.of(0, 3, 1), 3),
      'label of sample 1 is class 3, but there are 3 classes',
    ],
    [
      () => meanCrossEntropy(PREDICTIONS, Int32Array.of(0, -1, 1), 3),
      'label of sample 1 is class -1, but there are 3 classes',
    ],
    [
      () => classAccuracies(Int32Array.of(0, 1, 2), Int32Array.of(0, -1, 2), 3),
      'label of sample 1 is class -1, but there are 3 classes',
    ],
    [
      () => expectedCalibrationError(PREDICTIONS, Uint8Array.of(0, 3, 1), 3),
      'label of sample 1 is class 3, but there are 3 classes',
    ],
    [
      () => confusionMatrix(Uint8Array.of(0, 1, 9), LABELS, 3),
      'prediction of sample 2 is class 9, but there are 3 classes',
    ],
    [() => votesOf([LABELS, Uint8Array.of(0)]), '1 predicted classes do not match 3 samples'],
    [
      () => votesOf([Uint8Array.of(0, 3)]),
      'prediction of sample 1 is class 3, but there are 3 classes',
    ],
    [() => mcnemarTest(LABELS, Uint8Array.of(1)), /3 samples of the first do not match 1 samples/],
    [() => meanDisagreement(new Votes(3, 3)), /no members/],
  ])('%s', (call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
