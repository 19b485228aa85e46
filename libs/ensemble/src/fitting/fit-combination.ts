import type { Combination, RuleName } from '../combination.ts';
import { COMBINING_RULES } from '../combining-rules.ts';
import { fitGreedy } from './greedy.ts';
import { atTemperatures, fitMemberTemperatures } from './member-temperatures.ts';
import { fitStacking } from './stacking.ts';
import { sharedOut } from './sweep-shares.ts';
import { fitTemperature } from './temperature.ts';
import { combineHeldOut, type ValidationPredictions } from './validation-predictions.ts';

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
  const memberTemperatures =
    calibration === 'member-temperatures' ? fitMemberTemperatures(validation, classes) : undefined;
  const fitted = fitRule(wish, atTemperatures(validation, memberTemperatures, classes), classes);
  if (memberTemperatures) return { ...fitted, memberTemperatures };
  if (calibration === 'none') return fitted;
  const scores = combineHeldOut(fitted, validation, classes);
  return { ...fitted, temperature: fitTemperature(scores, validation.labels, classes) };
}

function fitRule(
  { rule, weights, greedyRounds, stackingC }: CombiningWish,
  { members, labels, folded }: ValidationPredictions,
  classes: number,
): Combination {
  const shared = (combination: Combination) =>
    folded ? sharedOut(combination, folded.sweeps, classes) : combination;
  if (rule === 'greedy') return shared(fitGreedy(members, labels, classes, greedyRounds));
  if (rule === 'stacking') {
    const options = stackingC === undefined ? {} : { c: stackingC };
    return shared(fitStacking(members, labels, classes, options));
  }
  return { rule, ...(weights && { weights }) };
}
