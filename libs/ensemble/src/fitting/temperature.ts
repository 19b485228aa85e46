import { logProbabilities } from '../log-probabilities.ts';
import { countLabelledRows, type ClassIndices, type Predictions } from '../shapes.ts';

/** Temperatures are looked for from a hundredth to a hundred: only predictions without an error, or without a right one, come near an end. */
export const COLDEST = 0.01;
export const HOTTEST = 100;

const CLOSE_ENOUGH = 1e-7; // of 1/T, relative: Newton's next step would be of its square
const MOST_STEPS = 100;

/**
 * The temperature T at which softmax(ln p / T) has the least mean cross-entropy. As a function of 1/T that is convex,
 * so that Newton's method, held between two ends that close in on it, finds the only minimum.
 *
 * Source: C. Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2, with log-probabilities as logits.
 *
 * @param predictions of samples that were not trained on, [samples, classes]; rows with a positive total
 * @param labels [samples]
 * @returns 0.01 to 100
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function fitTemperature(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  countLabelledRows(predictions, labels, classes);
  const logits = logProbabilities(predictions, classes);
  let [low, high] = [1 / HOTTEST, 1 / COLDEST];
  let inverse = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, curvature } = slopeAt(inverse, logits, labels, classes);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const moved = Math.abs(next - inverse);
    inverse = next;
    if (moved <= CLOSE_ENOUGH * inverse) break;
  }
  return 1 / inverse;
}

/** The first two derivatives of the cross-entropy by 1/T, summed over the samples: a mean less its label's, a variance. */
function slopeAt(
  inverse: number,
  logits: Float64Array,
  labels: ClassIndices,
  classes: number,
): { slope: number; curvature: number } {
  let [slope, curvature] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let most = -Infinity;
    for (let index = start; index < start + classes; index++) {
      if (logits[index]! > most) most = logits[index]!;
    }
    let [total, first, second] = [0, 0, 0];
    for (let index = start; index < start + classes; index++) {
      const below = logits[index]! - most;
      const weight = Math.exp(inverse * below);
      total += weight;
      first += weight * below;
      second += weight * below * below;
    }
    const mean = first / total;
    slope += mean - (logits[start + labels[row]!]! - most);
    curvature += second / total - mean * mean;
  }
  return { slope, curvature };
}
