import { countLabelledRows, type ClassIndices, type Predictions } from '../shapes.ts';

/**
 * The share of samples whose label is among the k most probable classes, 0 to 1; of equal ones the lower class is before
 * the higher, as `argMax` has it.
 *
 * @param predictions [samples, classes]
 * @param labels [samples]
 * @param k 1 or more
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function topKAccuracy(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
  k: number,
): number {
  const rows = countLabelledRows(predictions, labels, classes);
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const label = start + labels[row]!;
    const score = predictions[label]!;
    let before = 0;
    for (let index = start; index < start + classes; index++) {
      const other = predictions[index]!;
      if (other > score || (other === score && index < label)) before++;
    }
    if (before < k) right++;
  }
  return right / rows;
}
