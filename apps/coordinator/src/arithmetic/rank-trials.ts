import { rankByScores } from '@chorus/ensemble';
import type { ScoreReport } from '@chorus/run-view';
import { scoreOf } from './compare-rules.ts';
import { readValidated, type ValidatedMember, type ValidationSource } from './read-validated.ts';

/** A search whose trials have ended: plain data, so that it can go to another thread. */
export interface SearchInput extends Pick<ValidationSource, 'labels' | 'folds'> {
  /** How many trials make the ensemble. */
  readonly keep: number;
  readonly trials: readonly SearchedTrial[];
}

/** One trial of a search. */
export interface SearchedTrial {
  /** Its number, from 1. */
  readonly trial: number;
  /** Its members that are done. */
  readonly members: readonly ValidatedMember[];
  /** Whether that is all of them: no other trial is ranked. */
  readonly isWhole: boolean;
}

/** What a trial is worth on the held-out samples, and whether it is in the ensemble. */
export interface RankedTrial {
  readonly trial: number;
  /** Numbers of its members that are done. */
  readonly members: readonly number[];
  /** Its place among the trials that are whole, from 1; undefined of others. */
  readonly rank?: number;
  readonly validation?: ScoreReport;
  readonly kept: boolean;
}

/**
 * Ranks the trials of a search by what they predict of held-out samples. C4: the same predictions give the same ranks,
 * whenever they came; no prediction of a test sample takes part.
 *
 * @returns the trials as they stand in the search
 * @throws RangeError when fewer trials are whole than are kept; ChorusError `not-found` or `corrupt` when predictions are
 *   not those that were accepted
 */
export function rankTrials(
  { trials, keep, labels, folds }: SearchInput,
  { folder, classes }: Pick<ValidationSource, 'folder' | 'classes'>,
): RankedTrial[] {
  const whole = trials.filter(({ isWhole }) => isWhole);
  if (whole.length < keep) {
    throw new RangeError(`${whole.length} trials have all their members, and ${keep} are kept`);
  }
  // One trial after the other: memory does not grow with their number.
  const scores = whole.map(({ members }) => {
    const source = { folder, members, labels, ...(folds && { folds }), classes };
    const validated = readValidated(source);
    return scoreOf(validated.predictions[0]!, validated.labels, classes);
  });
  const ranks = new Map(
    rankByScores(scores).map((place, index) => [
      whole[place]!.trial,
      { rank: index + 1, validation: scores[place]! },
    ]),
  );
  return trials.map(({ trial, members }) => {
    const ranked = ranks.get(trial);
    const numbers = members.map(({ member }) => member);
    return { trial, members: numbers, ...ranked, kept: (ranked?.rank ?? Infinity) <= keep };
  });
}
