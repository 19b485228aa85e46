import type { Predictions } from './shapes.ts';

/** A member's predictions of the samples of the fold that it was not trained on, in their order. */
export interface FoldPredictions {
  /** The fold, from 1. */
  readonly fold: number;
  /** [samples of the fold, classes] */
  readonly predictions: Predictions;
}

/** Predictions of samples, each by members that were not trained on it. */
export interface OutOfFold {
  /** The samples that are predicted, rising: of folds that no member has left out there are none. */
  readonly rows: Uint32Array;
  /** The mean of what the members that left a sample out predict of it, [rows, classes]. */
  readonly predictions: Float32Array;
}

/**
 * Gathers the predictions of members of which each has left out one fold: one prediction of each sample. They are no
 * ensemble's: each is the mean of a few members, which are others for each fold, while the test set is predicted by all.
 *
 * @param folds of each sample, from 1, [samples]
 * @throws RangeError when a member's predictions are not those of its fold
 */
export function gatherOutOfFold(
  members: readonly FoldPredictions[],
  folds: Uint16Array,
  classes: number,
): OutOfFold {
  const rowsOf = Map.groupBy(folds.keys(), (row) => folds[row]!);
  const sums = new Float64Array(folds.length * classes);
  const counts = new Uint32Array(folds.length);
  for (const { fold, predictions } of members) {
    const rows = rowsOf.get(fold) ?? [];
    if (predictions.length !== rows.length * classes) {
      throw new RangeError(
        `fold ${fold} has ${rows.length} samples, not ${predictions.length / classes}`,
      );
    }
    for (const [place, row] of rows.entries()) {
      counts[row]! += 1;
      for (let index = 0; index < classes; index++) {
        sums[row * classes + index]! += predictions[place * classes + index]!;
      }
    }
  }
  const rows = Uint32Array.from(folds.keys().filter((row) => counts[row]! > 0));
  const predictions = new Float32Array(rows.length * classes);
  for (const [place, row] of rows.entries()) {
    for (let index = 0; index < classes; index++) {
      predictions[place * classes + index] = sums[row * classes + index]! / counts[row]!;
    }
  }
  return { rows, predictions };
}

/**
 * Members in sweeps: each sweep has one member for each fold, so that together they predict every sample once, as if they
 * were one member. What is fitted to members is fitted to sweeps where there are folds.
 *
 * @param folds the fold of each member, from 1, in member order
 * @param of how many folds there are
 * @returns places in member order, from 0; members that complete no sweep are in none
 */
export function foldSweeps(folds: readonly number[], of: number): number[][] {
  const byFold = Array.from({ length: of }, (_, index) =>
    folds.flatMap((fold, place) => (fold === index + 1 ? place : [])),
  );
  const complete = Math.min(...byFold.map((places) => places.length));
  return Array.from({ length: complete }, (_, sweep) =>
    byFold.map((places) => places[sweep]!).toSorted((one, other) => one - other),
  );
}
