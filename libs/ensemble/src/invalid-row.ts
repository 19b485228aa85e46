import { countRows, rowTotal, type Predictions } from './shapes.ts';

/** A row that is no probability distribution. */
export interface InvalidRow {
  /** Index of the sample, from 0. */
  readonly row: number;
  /** What is wrong with it, to follow "row 17: ". */
  readonly problem: string;
}

/**
 * The first row that is no probability distribution: not finite, negative, or with a total further
 * than `tolerance` from 1. Undefined when every row is one.
 *
 * @param predictions one member's, [samples, classes]
 * @param tolerance absolute, above 0; float32 softmax over a few hundred classes stays within 1e-4
 * @throws RangeError when `predictions` are not whole rows
 */
export function findInvalidRow(
  predictions: Predictions,
  classes: number,
  tolerance: number,
): InvalidRow | undefined {
  const rows = countRows(predictions, classes);
  for (let row = 0; row < rows; row++) {
    const problem =
      problemOfValues(predictions.subarray(row * classes, (row + 1) * classes)) ??
      problemOfTotal(rowTotal(predictions, row, classes), tolerance);
    if (problem !== undefined) return { row, problem };
  }
  return undefined;
}

function problemOfValues(row: Predictions): string | undefined {
  const index = row.findIndex((value) => !Number.isFinite(value) || value < 0);
  return index < 0 ? undefined : `the probability of class ${index} is ${row[index]}`;
}

function problemOfTotal(total: number, tolerance: number): string | undefined {
  return Math.abs(total - 1) <= tolerance ? undefined : `the probabilities sum to ${total}`;
}
