import { argMax } from '../arg-max.ts';
import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';

/** Equal-width bins of confidence, as in Guo et al. 2017. */
export const CALIBRATION_BINS = 15;

/** Predictions of about the same confidence; confidence and accuracy are means, 0 when it is empty. */
export interface CalibrationBin {
  readonly samples: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * Samples put into 15 bins by their confidence, the probability of the predicted class: what a
 * reliability diagram shows.
 *
 * Bin b (from 1) holds confidences in ((b − 1)/15, b/15]: a value on an edge belongs to the bin below.
 * Source: C. Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function calibrationBins(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): CalibrationBin[] {
  const rows = countLabelledRows(predictions, labels, classes);
  const predicted = argMax(predictions, classes);
  const sums = Array.from({ length: CALIBRATION_BINS }, () => ({ samples: 0, sure: 0, right: 0 }));
  for (let row = 0; row < rows; row++) {
    const confidence =
      predictions[row * classes + predicted[row]!]! / rowTotal(predictions, row, classes);
    const bin = sums[binOf(confidence)]!;
    bin.samples += 1;
    bin.sure += confidence;
    bin.right += predicted[row] === labels[row] ? 1 : 0;
  }
  return sums.map(({ samples, sure, right }) => ({
    samples,
    confidence: samples && sure / samples,
    accuracy: samples && right / samples,
  }));
}

/**
 * The expected calibration error over these bins: ECE = Σ_b (n_b / N) · |accuracy_b − mean
 * confidence_b|. From 0 to 1; 0 means that of the predictions made with 80 % confidence 80 % are right.
 * Source: as of {@link calibrationBins}, whose parameters and errors these are.
 */
export function expectedCalibrationError(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const bins = calibrationBins(predictions, labels, classes);
  const gaps = bins.map((bin) => bin.samples * Math.abs(bin.accuracy - bin.confidence));
  return gaps.reduce((sum, gap) => sum + gap, 0) / labels.length;
}

/** The bin, from 0, of a confidence in (0, 1]. */
function binOf(confidence: number): number {
  return Math.ceil(confidence * CALIBRATION_BINS) - 1;
}
