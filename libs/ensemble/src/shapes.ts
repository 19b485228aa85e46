/**
 * Class probabilities, [samples, classes], row by row: those of one member (float32), or the sum over
 * members (float64). The measures of this library divide each row by its total, so that a sum of
 * predictions counts as their mean.
 */
export type Predictions = Float32Array | Float64Array;

/** One class per sample, [samples], each in 0 … classes - 1: labels or predicted classes. */
export type ClassIndices = Uint8Array | Uint16Array | Int32Array;

/**
 * The number of rows of `predictions`.
 * @throws RangeError when they are not whole rows of `classes` numbers, or there is none
 */
export function countRows(predictions: Predictions, classes: number): number {
  requireClasses(classes);
  const rows = predictions.length / classes;
  if (!Number.isInteger(rows) || rows === 0) {
    throw new RangeError(`${predictions.length} predictions are not whole rows of ${classes}`);
  }
  return rows;
}

/** @throws RangeError unless `classes` is a whole number from 1 to 65,536 */
export function requireClasses(classes: number): void {
  if (!Number.isInteger(classes) || classes < 1 || classes > 65_536) {
    throw new RangeError(`classes must be a whole number from 1 to 65536, not ${classes}`);
  }
}

/** @throws RangeError when two arrays that hold one entry per sample differ in length */
export function requireSameLength(nameA: string, lengthA: number, nameB: string, lengthB: number) {
  if (lengthA !== lengthB) {
    throw new RangeError(`${lengthA} ${nameA} do not match ${lengthB} ${nameB}`);
  }
}

/** @throws RangeError when an index is not from 0 to below `classes` */
export function requireBelow(classes: number, name: string, indices: ClassIndices): void {
  const sample = indices.findIndex((index) => !(index >= 0 && index < classes));
  if (sample >= 0) {
    throw new RangeError(
      `${name} of sample ${sample} is class ${indices[sample]}, but there are ${classes} classes`,
    );
  }
}

/** Checks that there is one label, below `classes`, for each row; returns the number of rows. */
export function countLabelledRows(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): number {
  const rows = countRows(predictions, classes);
  requireSameLength('labels', labels.length, 'rows of predictions', rows);
  requireBelow(classes, 'label', labels);
  return rows;
}

/** The total of one row, by which the measures divide. */
export function rowTotal(predictions: Predictions, row: number, classes: number): number {
  let total = 0;
  for (let index = row * classes; index < (row + 1) * classes; index++) {
    total += predictions[index]!;
  }
  return total;
}
