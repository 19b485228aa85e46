import { logProbabilities, softmaxInPlace } from '../log-probabilities.ts';
import { countLabelledRows, type ClassIndices, type Predictions } from '../shapes.ts';
import type { Combination } from '../combination.ts';
import { fitLogisticRegression, type LogisticRegressionOptions } from './logistic-regression.ts';

/** The most members times classes that stacking can be fitted to: the curvature's matrix is of 128 MB then. */
export const MOST_STACKING_FEATURES = 4096;

/**
 * Stacking's coefficients: the multinomial logistic regression of the labels on the members' log-probabilities, with
 * an L2 penalty on all but the intercepts.
 *
 * Source: as of the rule, in rules/stacking.ts.
 *
 * @param members each member's predictions of samples that none of them was trained on, [samples, classes]
 * @param labels [samples]
 * @throws RangeError when the shapes do not match, there is no member, or members times classes is above 4,096
 */
export function fitStacking(
  members: readonly Predictions[],
  labels: ClassIndices,
  classes: number,
  options?: LogisticRegressionOptions,
): Combination {
  const width = members.length * classes;
  if (width === 0) throw new RangeError('there are no members to stack');
  if (width > MOST_STACKING_FEATURES) {
    throw new RangeError(
      `stacking takes ${MOST_STACKING_FEATURES} members times classes at most, not ${width}`,
    );
  }
  const samples = labels.length;
  const features = new Float64Array(samples * width);
  const mean = new Float64Array(samples * classes);
  for (const [member, predictions] of members.entries()) {
    countLabelledRows(predictions, labels, classes);
    const logarithms = logProbabilities(predictions, classes);
    for (let row = 0; row < samples; row++) {
      const from = row * classes;
      const to = row * width + member * classes;
      for (let k = 0; k < classes; k++) {
        features[to + k] = logarithms[from + k]!;
        mean[from + k]! += logarithms[from + k]! / members.length;
      }
    }
  }
  const guess = softmaxInPlace(mean, classes);
  const regression = fitLogisticRegression(features, labels, guess, classes, options);
  return { rule: 'stacking', ...regression };
}
