import { expect, test } from 'vitest';
import figures from '../../testing/torch-uncertainty.json' with { type: 'json' };
import { softmaxInPlace } from '../log-probabilities.ts';
import {
  argMax,
  brierScore,
  combineBy,
  detect,
  expectedCalibrationError,
  meanCrossEntropy,
  meanDisagreement,
  measure,
  SUM,
  uncertaintiesOf,
  Votes,
} from '../index.ts';

test('measures are those of TorchUncertainty to six digits', () => {
  const [samples, classes] = [200, 10];
  const labels = Uint8Array.from({ length: samples }, (_, n) => (n * 7) % classes);
  const members = [0, 1, 2, 3].map((m) => memberOf(m, labels, classes));
  const scores = combineBy(SUM, members, [samples, classes]);
  const votes = new Votes(samples, classes);
  for (const member of members) votes.add(argMax(member, classes));
  const measures = measure(scores, labels, classes);
  const uncertainties = uncertaintiesOf(members, [samples, classes]);
  const { total } = uncertainties;

  const { version: _, ...wanted } = figures;
  const close = Object.entries(wanted).map(([name, value]) => [name, expect.closeTo(value, 6)]);
  expect({
    nll: meanCrossEntropy(scores, labels, classes),
    brier: brierScore(scores, labels, classes),
    ece: expectedCalibrationError(scores, labels, classes),
    adaptiveEce: measures.adaptiveEce,
    aurc: measures.aurc,
    riskAt80: 1 - measures.accuracyAt80,
    riskAt90: 1 - measures.accuracyAt90,
    disagreement: meanDisagreement(votes),
    expectedEntropy: mean(uncertainties.expected),
    totalEntropy: mean(total),
    mutualInformation: mean(uncertainties.mutualInformation),
    fpr95: detect(total.slice(0, samples / 2), total.slice(samples / 2)).fpr95,
  }).toEqual(Object.fromEntries(close));
});

/** The member that the script's formula makes, [samples, classes]. */
function memberOf(m: number, labels: Uint8Array, classes: number): Float32Array {
  const logits = Float64Array.from({ length: labels.length * classes }, (_, index) => {
    const [n, k] = [Math.floor(index / classes), index % classes];
    const angle = 0.7 * (m + 1) + 1.3 * n + 2.1 * k + 0.17 * n * k;
    return 2 * Math.sin(angle) + Number(labels[n] === k);
  });
  return Float32Array.from(softmaxInPlace(logits, classes));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
