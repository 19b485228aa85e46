import { combineBy } from '../combine-by.ts';
import type { Combination } from '../combination.ts';
import type { ClassIndices, Predictions } from '../shapes.ts';
import { leavingOut, type Sweeps } from './sweep-shares.ts';

/** Predictions of samples by members that were not trained on them: what is fitted is fitted on them. */
export interface ValidationPredictions {
  /** Each member's, [samples, classes], in member order; where members leave out folds each sweep's, which counts as one. */
  readonly members: readonly Predictions[];
  /** The labels, [samples]. */
  readonly labels: ClassIndices;
  /** Where members leave out folds: by which of them a sample was predicted. */
  readonly folded?: FoldedSamples;
}

/** Samples that each member has predicted as far as they are in the fold that it left out. */
export interface FoldedSamples {
  /** The fold of each sample, from 1, [samples]. */
  readonly folds: Uint16Array;
  readonly sweeps: Sweeps;
}

/** Some of the samples. @param rows their places */
export function pickSamples(
  { members, labels, folded }: ValidationPredictions,
  classes: number,
  rows: readonly number[],
): ValidationPredictions {
  return {
    labels: Int32Array.from(rows, (row) => labels[row]!),
    members: members.map((predictions) => pickRows(predictions, classes, rows)),
    ...(folded && {
      folded: { ...folded, folds: Uint16Array.from(rows, (row) => folded.folds[row]!) },
    }),
  };
}

/**
 * The scores of a combination of the ensemble's members on held-out samples, [samples, classes]. Where members leave out
 * folds, a sample is combined of those members that left it out, one of each sweep, as if the ensemble were these alone.
 *
 * @throws RangeError as `combineBy` does
 */
export function combineHeldOut(
  combination: Combination,
  validation: ValidationPredictions,
  classes: number,
): Float64Array {
  const { members, labels, folded } = validation;
  if (!folded) return combineBy(combination, members, [labels.length, classes]);
  const scores = new Float64Array(labels.length * classes);
  for (const [fold, rows] of rowsByFold(folded)) {
    const own = pickSamples(validation, classes, rows).members;
    const ofFold = leavingOut(combination, folded.sweeps, fold, classes);
    const combined = combineBy(ofFold, own, [rows.length, classes]);
    for (const [place, row] of rows.entries()) {
      scores.set(combined.subarray(place * classes, (place + 1) * classes), row * classes);
    }
  }
  return scores;
}

/** The places of the samples of each fold, from 1. */
export function rowsByFold({ folds }: FoldedSamples): Map<number, number[]> {
  return Map.groupBy(folds.keys(), (row) => folds[row]!);
}

function pickRows(predictions: Predictions, classes: number, rows: readonly number[]): Predictions {
  const picked = new Float64Array(rows.length * classes);
  for (const [position, row] of rows.entries()) {
    picked.set(predictions.subarray(row * classes, (row + 1) * classes), position * classes);
  }
  return picked;
}
