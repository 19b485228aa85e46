import { countRows, type ClassIndices, type Predictions } from './shapes.ts';

/**
 * The most probable class of every row, [samples]; of equal ones the lowest, as `numpy.argmax` does.
 * One byte per sample up to 256 classes, two above.
 *
 * @param predictions [samples, classes]; rows without NaN
 * @throws RangeError when `predictions` are not whole rows
 */
export function argMax(predictions: Predictions, classes: number): ClassIndices {
  const rows = countRows(predictions, classes);
  const predicted = classes <= 256 ? new Uint8Array(rows) : new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (predictions[start + index]! > predictions[start + best]!) best = index;
    }
    predicted[row] = best;
  }
  return predicted;
}
