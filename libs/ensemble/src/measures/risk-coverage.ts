import type { ClassIndices, Predictions } from '../shapes.ts';
import { bySurest } from './confidences.ts';

/** What predictions are worth when the least sure ones are withheld. */
export interface RiskCoverage {
  /** The area under the risk-coverage curve, 0 to 1: the mean error over all shares of samples that are answered; 0 is best. */
  readonly aurc: number;
  /** The accuracy on the 80 % of the samples that are surest. */
  readonly accuracyAt80: number;
  /** The accuracy on the 90 % that are surest. */
  readonly accuracyAt90: number;
}

/**
 * The error of the surest samples, over how many of them are answered.
 *
 * Source: Y. Geifman and R. El-Yaniv 2017, "Selective Classification for Deep Neural Networks"; the area by the trapezoid
 * rule from 1/N to 1, divided by that width, as TorchUncertainty's `AURC` has it. For a single sample it is its error.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function riskCoverage(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): RiskCoverage {
  const { right } = bySurest(predictions, labels, classes);
  const samples = right.length;
  const risks = new Float64Array(samples);
  let wrong = 0;
  for (let index = 0; index < samples; index++) {
    wrong += 1 - right[index]!;
    risks[index] = wrong / (index + 1);
  }
  let area = 0;
  for (let index = 1; index < samples; index++) area += (risks[index - 1]! + risks[index]!) / 2;
  const accuracyAt = (coverage: number) => 1 - risks[Math.ceil(samples * coverage) - 1]!;
  return {
    aurc: samples === 1 ? risks[0]! : area / (samples - 1),
    accuracyAt80: accuracyAt(0.8),
    accuracyAt90: accuracyAt(0.9),
  };
}
