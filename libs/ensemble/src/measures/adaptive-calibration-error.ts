import type { ClassIndices, Predictions } from '../shapes.ts';
import { CALIBRATION_BINS } from './calibration-error.ts';
import { bySurest } from './confidences.ts';

/**
 * The calibration error over 15 bins of equally many samples: Σ_b (n_b / N) · |accuracy_b − mean confidence_b|, 0 to 1.
 * Where most predictions are sure, bins of equal width are nearly all empty, and these are not.
 *
 * Source: K. Nguyen and B. O'Connor 2015, "Posterior calibration and exploratory analysis for natural language processing
 * models"; J. Nixon et al. 2019, "Measuring Calibration in Deep Learning". Bins as in TorchUncertainty's
 * `AdaptiveCalibrationError`: from the least sure, the first N mod 15 bins having one sample more.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function adaptiveCalibrationError(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const { confidence, right } = bySurest(predictions, labels, classes);
  const samples = labels.length;
  const [least, more] = [Math.floor(samples / CALIBRATION_BINS), samples % CALIBRATION_BINS];
  let gaps = 0;
  let end = samples;
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const start = end - least - (bin < more ? 1 : 0);
    let gap = 0;
    for (let index = start; index < end; index++) gap += right[index]! - confidence[index]!;
    gaps += Math.abs(gap);
    end = start;
  }
  return gaps / samples;
}
