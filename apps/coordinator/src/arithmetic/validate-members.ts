import {
  membersToLeaveOut,
  startCombining,
  type Combination,
  type ValidationPredictions,
} from '@chorus/ensemble';
import type { ScoreReport } from '@chorus/run-view';
import { scoreOf } from './compare-rules.ts';

/** What members are worth on the validation samples. */
export interface ValidatedMembers {
  /** Each alone, [members]. */
  readonly alone: readonly ScoreReport[];
  /** The first m together, m from 1. */
  readonly first: readonly ScoreReport[];
  /** Positions of members without which the sum is right as often; null for more members than are tried. */
  readonly leaveOut: readonly number[] | null;
}

/** Members up to which it is looked for some to leave out: each is tried against all others, again and again. */
const MOST_TRIED = 100;

/** @param combination by which the first members are combined */
export function validateMembers(
  { members, labels }: ValidationPredictions,
  combination: Combination,
  classes: number,
): ValidatedMembers {
  const running = startCombining(combination, [labels.length, classes]);
  const first = members.map((predictions) => {
    running.add(predictions);
    return scoreOf(running.scores(), labels, classes);
  });
  return {
    alone: members.map((predictions) => scoreOf(predictions, labels, classes)),
    first,
    leaveOut: members.length <= MOST_TRIED ? membersToLeaveOut(members, labels, classes) : null,
  };
}
