import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';
import { CALIBRATION_BINS } from './calibration-error.ts';

/** The three parts of the Brier score: it is reliability − resolution + uncertainty. */
export interface BrierDecomposition {
  /** How far probabilities are from how often they come true: 0 is best. */
  readonly reliability: number;
  /** How far predictions part samples whose outcomes differ: the more the better, at most the uncertainty. */
  readonly resolution: number;
  /** What the labels alone are worth: the Brier score of always predicting the classes' shares. */
  readonly uncertainty: number;
}

/**
 * The Brier score's parts, summed over the classes. For each class probabilities are put into 15 bins of equal width;
 * what probabilities differ within a bin is part of the resolution, so that the three make up the score exactly.
 *
 * Source: A. H. Murphy 1973, "A New Vector Partition of the Probability Score"; D. B. Stephenson, C. A. S. Coelho and
 * I. T. Jolliffe 2008, "Two Extra Components in the Brier Score Decomposition", for what is left within bins.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function brierDecomposition(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): BrierDecomposition {
  const rows = countLabelledRows(predictions, labels, classes);
  const counts = new Float64Array(classes * CALIBRATION_BINS);
  const probabilities = new Float64Array(classes * CALIBRATION_BINS);
  const outcomes = new Float64Array(classes * CALIBRATION_BINS);
  const shares = new Float64Array(classes);
  let score = 0;
  for (let row = 0; row < rows; row++) {
    const total = rowTotal(predictions, row, classes);
    shares[labels[row]!]! += 1 / rows;
    for (let k = 0; k < classes; k++) {
      const probability = predictions[row * classes + k]! / total;
      const outcome = Number(labels[row] === k);
      const bin = k * CALIBRATION_BINS + binOf(probability);
      counts[bin]! += 1;
      probabilities[bin]! += probability;
      outcomes[bin]! += outcome;
      score += (probability - outcome) ** 2 / rows;
    }
  }
  let reliability = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    reliability += (probabilities[bin]! - outcomes[bin]!) ** 2 / counts[bin]! / rows;
  }
  const uncertainty = shares.reduce((sum, share) => sum + share * (1 - share), 0);
  return { reliability, resolution: reliability + uncertainty - score, uncertainty };
}

/** The bin, from 0, of a probability from 0 to 1: a value on an edge belongs to the bin below. */
function binOf(probability: number): number {
  return Math.max(0, Math.ceil(probability * CALIBRATION_BINS) - 1);
}
