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

/** A member of a run whose members leave out folds. */
export interface FoldMember {
  /** The fold that it has left out, from 1. */
  readonly fold: number;
  /** Its group, where members differ. */
  readonly group?: number | undefined;
}

/**
 * Members in sweeps: each sweep has one member for each fold, all of one group, so that together they predict every sample
 * once, as if they were one member. What is fitted to members is fitted to sweeps where there are folds.
 *
 * @param members in member order
 * @param folds how many there are
 * @returns of each sweep the places of its members, from 0, by their folds; undefined unless every member is in one
 */
export function foldSweeps(members: readonly FoldMember[], folds: number): number[][] | undefined {
  const sweeps: number[][] = [];
  for (const places of Map.groupBy(members.keys(), (place) => members[place]!.group).values()) {
    const byFold = Array.from({ length: folds }, (_, index) =>
      places.filter((place) => members[place]!.fold === index + 1),
    );
    const count = places.length / folds;
    if (byFold.some(({ length }) => length !== count)) return undefined;
    for (let sweep = 0; sweep < count; sweep++) {
      sweeps.push(byFold.map((ofFold) => ofFold[sweep]!));
    }
  }
  return sweeps;
}
