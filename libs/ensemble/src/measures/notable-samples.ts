import { argMax } from '../arg-max.ts';
import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';
import type { Votes } from './disagreement.ts';

/**
 * The samples that members disagree about most: those whose most frequent vote has the fewest voters, of equal ones
 * those of which the ensemble is least sure, then the earlier ones. Samples that all agree about are not among them.
 *
 * @param votes of the members, on the same samples
 * @param scores the ensemble's, [samples, classes]; rows with a positive total
 * @param most how many at most
 * @returns indices of samples, from 0
 */
export function mostDisputed(
  { counts, members, samples, classes }: Votes,
  scores: Predictions,
  most: number,
): number[] {
  const agreeing = Uint32Array.from({ length: samples }, (_, row) =>
    counts.subarray(row * classes, (row + 1) * classes).reduce((a, b) => Math.max(a, b)),
  );
  const predicted = argMax(scores, classes);
  const sure = (row: number) => confidenceOf(scores, predicted, row, classes);
  return [...agreeing.keys()]
    .filter((row) => agreeing[row]! < members)
    .sort((a, b) => agreeing[a]! - agreeing[b]! || sure(a) - sure(b) || a - b)
    .slice(0, most);
}

/**
 * The samples of which the ensemble is most sure although their label says otherwise, the surest first: where labels
 * are wrong, they are often among them.
 *
 * Source: C. G. Northcutt, A. Athalye and J. Mueller 2021, "Pervasive Label Errors in Test Sets Destabilize Machine
 * Learning Benchmarks", who rank by the same and other scores.
 *
 * @param scores the ensemble's, [samples, classes]; rows with a positive total
 * @param labels [samples]
 * @param most how many at most
 * @returns indices of samples, from 0
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function surestErrors(
  scores: Predictions,
  labels: ClassIndices,
  classes: number,
  most: number,
): number[] {
  countLabelledRows(scores, labels, classes);
  const predicted = argMax(scores, classes);
  const sure = (row: number) => confidenceOf(scores, predicted, row, classes);
  return [...predicted.keys()]
    .filter((row) => predicted[row] !== labels[row])
    .sort((a, b) => sure(b) - sure(a) || a - b)
    .slice(0, most);
}

/** The probability of the predicted class of one sample, 0 to 1. */
export function confidenceOf(
  scores: Predictions,
  predicted: ClassIndices,
  row: number,
  classes: number,
): number {
  return scores[row * classes + predicted[row]!]! / rowTotal(scores, row, classes);
}
