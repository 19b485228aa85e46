import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import reference from '../testing/reference.json' with { type: 'json' };
import {
  accuracy,
  argMax,
  brierScore,
  confusionMatrix,
  expectedCalibrationError,
  mcnemarTest,
  SUM,
  uncertaintiesOf,
  meanCrossEntropy,
  meanDisagreement,
  combineBy,
  combinedProbabilities,
  Votes,
  type ClassIndices,
  type Combination,
} from './index.ts';

const DIGITS = 12;

describe.each(reference)('$name: as NumPy, SciPy and scikit-learn compute it', (fixture) => {
  const { classes, expected } = fixture;
  const labels = Uint8Array.from(fixture.labels);
  const members = fixture.predictions.map((rows) =>
    Float32Array.from(rows.flat(), (value) => value / fixture.scale),
  );
  const shape = [labels.length, classes] as const;
  const sum = combineBy(SUM, members, shape);
  const predicted = argMax(sum, classes);

  test("each member's cross-entropy and accuracy", () => {
    members.forEach((member, index) => {
      const crossEntropy = meanCrossEntropy(member, labels, classes);
      expect(crossEntropy).toBeCloseTo(expected.memberCrossEntropy[index]!, DIGITS);
      expect(accuracy(argMax(member, classes), labels)).toBe(expected.memberAccuracy[index]);
    });
  });

  test('arg max of the sum, accuracy and confusion matrix, exactly', () => {
    expect([...predicted]).toEqual(expected.predicted);
    expect(accuracy(predicted, labels)).toBe(expected.accuracy);
    expect([...confusionMatrix(predicted, labels, classes)]).toEqual(expected.confusion);
  });

  test('NLL, Brier score, calibration error and disagreement', () => {
    expect(meanCrossEntropy(sum, labels, classes)).toBeCloseTo(expected.nll, DIGITS);
    expect(brierScore(sum, labels, classes)).toBeCloseTo(expected.brier, DIGITS);
    expect(expectedCalibrationError(sum, labels, classes)).toBeCloseTo(expected.ece, DIGITS);
    const votes = new Votes(labels.length, classes);
    for (const member of members) votes.add(argMax(member, classes));
    expect(meanDisagreement(votes)).toBeCloseTo(expected.disagreement, DIGITS);
  });

  const { combined } = expected;
  const { weights, memberTemperatures } = combined;
  const { coefficients, intercepts } = combined.stacking;

  test.each<[string, Combination, readonly number[][]]>([
    ['vote', { rule: 'vote' }, combined.vote],
    ['geometric-mean', { rule: 'geometric-mean' }, combined.geometricMean],
    ['weighted', { rule: 'weighted', weights }, combined.weighted],
    ['greedy', { rule: 'greedy', weights }, combined.weighted],
    ['stacking', { rule: 'stacking', coefficients, intercepts }, combined.stacking.probabilities],
    ['a temperature per member', { rule: 'sum', memberTemperatures }, combined.tempered],
    ['a temperature of the whole', { rule: 'sum', temperature: 1.5 }, combined.cooled],
  ])('probabilities of %s', (_, combination, probabilities) => {
    expectClose(combinedProbabilities(combination, members, shape), probabilities.flat());
  });

  test.each(['total', 'expected', 'mutualInformation', 'disagreement'] as const)(
    '%s of each sample',
    (name) => expectClose(uncertaintiesOf(members, shape)[name], expected.uncertainties[name]),
  );

  test("McNemar's test of the ensemble against each member", () => {
    const rightOf = (classIndices: ClassIndices) =>
      Uint8Array.from(classIndices, (value, sample) => Number(value === labels[sample]));
    members.forEach((member, index) => {
      const { pValue, ...counts } = mcnemarTest(
        rightOf(predicted),
        rightOf(argMax(member, classes)),
      );
      const { pValue: expectedPValue, ...expectedCounts } = expected.mcnemar[index]!;
      expect(counts).toEqual(expectedCounts);
      expect(pValue).toBeCloseTo(expectedPValue, DIGITS);
    });
  });
});

/** The first values are these. */
function expectClose(values: Float64Array, wanted: readonly number[]): void {
  const furthest = Math.max(...wanted.map((value, index) => Math.abs(value - values[index]!)));
  expect(wanted.length).toBeGreaterThan(0);
  expect(furthest).toBeLessThan(10 ** -DIGITS);
}

test(
  'reference.json is what reference.py computes',
  async (context) => {
    const environment = await preparePythonEnvironment();
    if (environment.python === undefined) return context.skip(environment.reason);
    const script = fileURLToPath(new URL('../testing/reference.py', import.meta.url));
    const { stdout } = await promisify(execFile)(environment.python, [script]);
    expect(rounded(JSON.parse(stdout))).toEqual(rounded(reference));
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

/** Another processor's vector instructions may change the last bits. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'number' ? Number(item.toPrecision(DIGITS)) : item,
    ),
  );
}
