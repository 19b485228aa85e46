import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';

/**
 * Probabilities are clipped to [1e-7, 1 - 1e-7] before the logarithm is taken. That is the epsilon of
 * Keras and TensorFlow.js, so that the figure can be compared with their test loss; scikit-learn's
 * `log_loss` clips at the data type's epsilon instead and would punish a certain error more.
 */
export const PROBABILITY_FLOOR = 1e-7;

/**
 * The mean cross-entropy in nats, −1/N Σᵢ ln pᵢ, where pᵢ is the probability that row i, divided by its
 * total, gives to its label. From 0 to 16.12 (= −ln 1e-7), 0 is best.
 *
 * For one member's predictions it is the test loss; for an ensemble's sum it is the negative
 * log-likelihood (NLL) of the mean prediction, which Lakshminarayanan et al. 2017, "Simple and
 * Scalable Predictive Uncertainty Estimation using Deep Ensembles", report. Normalised and clipped
 * as `keras.losses.categorical_crossentropy` does.
 *
 * @param predictions [samples, classes]; rows with a positive total
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function meanCrossEntropy(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const rows = countLabelledRows(predictions, labels, classes);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const probability =
      predictions[row * classes + labels[row]!]! / rowTotal(predictions, row, classes);
    const clipped = Math.min(Math.max(probability, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR);
    total -= Math.log(clipped);
  }
  return total / rows;
}
