import type { Combination, RuleName } from '../combination.ts';
import { combineBy } from '../combine-by.ts';
import { COMBINING_RULES } from '../combining-rules.ts';
import { atTemperature } from '../log-probabilities.ts';
import type { ClassIndices, Predictions } from '../shapes.ts';
import { fitGreedy } from './greedy.ts';
import { fitStacking } from './stacking.ts';
import { fitTemperature } from './temperature.ts';

/** What is fitted so that probabilities mean what they say: nothing, one temperature of the whole, or one of each member. */
export const CALIBRATIONS = ['none', 'temperature', 'member-temperatures'] as const;

export type Calibration = (typeof CALIBRATIONS)[number];

/** How members are to be combined, before anything is fitted. */
export interface CombiningWish {
  readonly rule: RuleName;
  /** The weights of `weighted`, in member order. */
  readonly weights?: readonly number[];
  /** Default: none. */
  readonly calibration?: Calibration;
  /** The rounds of `greedy`; default 25. */
  readonly greedyRounds?: number;
  /** The inverse strength of the penalty of `stacking`; default 1. */
  readonly stackingC?: number;
}

/** Predictions of samples that no member was trained on: what is fitted is fitted on them. */
export interface ValidationPredictions {
  /** Each member's, [samples, classes], in member order. */
  readonly members: readonly Predictions[];
  /** The labels, [samples]. */
  readonly labels: ClassIndices;
}

/** Whether something of it is fitted, and validation samples therefore needed. */
export function needsValidation({ rule, calibration = 'none' }: CombiningWish): boolean {
  return COMBINING_RULES[rule].needs === 'validation' || calibration !== 'none';
}

/**
 * The combination that is wished for, with everything fitted that it needs: the members' temperatures first, then the
 * rule on what they make of the members, then the temperature of the whole.
 *
 * @param validation is looked at only if {@link needsValidation}
 * @throws RangeError when it is needed and missing, the shapes do not match, or the rule lacks its weights
 */
export function fitCombination(
  wish: CombiningWish,
  validation: ValidationPredictions | undefined,
  classes: number,
): Combination {
  const { rule, weights, calibration = 'none' } = wish;
  if (!needsValidation(wish)) return { rule, ...(weights && { weights }) };
  if (!validation) throw new RangeError(`${rule} with calibration ${calibration} needs validation`);
  const { labels } = validation;
  let { members } = validation;
  let memberTemperatures: number[] | undefined;
  if (calibration === 'member-temperatures') {
    memberTemperatures = members.map((own) => fitTemperature(own, labels, classes));
    members = members.map((own, index) => atTemperature(own, classes, memberTemperatures![index]!));
  }
  const fitted = fitRule(wish, { members, labels }, classes);
  if (memberTemperatures) return { ...fitted, memberTemperatures };
  if (calibration === 'none') return fitted;
  const scores = combineBy(fitted, members, [labels.length, classes]);
  return { ...fitted, temperature: fitTemperature(scores, labels, classes) };
}

function fitRule(
  { rule, weights, greedyRounds, stackingC }: CombiningWish,
  { members, labels }: ValidationPredictions,
  classes: number,
): Combination {
  if (rule === 'greedy') return fitGreedy(members, labels, classes, greedyRounds);
  if (rule === 'stacking') {
    return fitStacking(members, labels, classes, stackingC === undefined ? {} : { c: stackingC });
  }
  return { rule, ...(weights && { weights }) };
}
