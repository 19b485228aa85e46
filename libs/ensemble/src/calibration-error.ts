import { argMax } from './arg-max.ts';
import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from './shapes.ts';

/** Equal-width bins of confidence, as in Guo et al. 2017. */
export const CALIBRATION_BINS = 15;

/**
 * The expected calibration error: samples are put into 15 bins by their confidence, the probability
 * of the predicted class, and ECE = Σ_b (n_b / N) · |accuracy_b − mean confidence_b|. From 0 to 1; 0
 * means that of the predictions made with 80 % confidence 80 % are right.
 *
 * Bin b (from 1) holds confidences in ((b − 1)/15, b/15]: a value on an edge belongs to the bin below.
 * Source: C. Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function expectedCalibrationError(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const rows = countLabelledRows(predictions, labels, classes);
  const predicted = argMax(predictions, classes);
  // n_b · (accuracy_b − mean confidence_b) is the number of right ones less the confidences' sum.
  const gaps = new Float64Array(CALIBRATION_BINS);
  for (let row = 0; row < rows; row++) {
    const confidence =
      predictions[row * classes + predicted[row]!]! / rowTotal(predictions, row, classes);
    const right = predicted[row] === labels[row] ? 1 : 0;
    gaps[binOf(confidence)]! += right - confidence;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / rows;
}

/** The bin, from 0, of a confidence in (0, 1]. */
function binOf(confidence: number): number {
  return Math.ceil(confidence * CALIBRATION_BINS) - 1;
}
