import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';

/**
 * The Brier score in its original form for several classes, 1/N Σᵢ Σₖ (pᵢₖ − yᵢₖ)², where pᵢ is row i
 * divided by its total and yᵢ the label as one-hot vector. From 0 to 2, 0 is best. (The form often
 * used for two classes is half of it.)
 *
 * Source: G. W. Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly
 * Weather Review 78 (1).
 *
 * @param predictions [samples, classes]; rows with a positive total
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function brierScore(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const rows = countLabelledRows(predictions, labels, classes);
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const total = rowTotal(predictions, row, classes);
    for (let index = 0; index < classes; index++) {
      const probability = predictions[row * classes + index]! / total;
      const target = index === labels[row] ? 1 : 0;
      squares += (probability - target) ** 2;
    }
  }
  return squares / rows;
}
