import {
  accuracy,
  argMax,
  CALIBRATIONS,
  COMBINING_RULES,
  crossFitted,
  fitCombination,
  meanCrossEntropy,
  RULE_NAMES,
  type ClassIndices,
  type Combination,
  type CombiningWish,
  type Predictions,
  type ValidationPredictions,
} from '@chorus/ensemble';
import type { ScoreReport } from '@chorus/run-view';

/** One way of combining the members, fitted, and what it is worth on the validation samples. */
export interface ComparedRule {
  readonly wish: CombiningWish;
  readonly combination: Combination;
  /** Of samples that took no part in what was fitted: see `crossFitted`. */
  readonly validation: ScoreReport;
}

/** Samples times features times classes up to which stacking is fitted without being asked for: seconds. */
const MOST_UNASKED_WORK = 1e8;

/** Predictions up to which rules are compared: 400 MB in memory. */
const MOST_COMPARED_VALUES = 1e8;

/**
 * Every way of combining the members that applies, the declared one first: each rule with the declared calibration, and
 * the declared rule with the other ones.
 */
export function compareRules(
  declared: CombiningWish,
  fitted: Combination,
  validation: ValidationPredictions,
  classes: number,
): ComparedRule[] {
  const { members, labels } = validation;
  if (members.length * labels.length * classes > MOST_COMPARED_VALUES) return [];
  return [declared, ...othersThan(declared, validation, classes)].map((wish, index) => ({
    wish,
    combination: index === 0 ? fitted : fitCombination(wish, validation, classes),
    validation: scoreOf(crossFitted(wish, validation, classes), validation.labels, classes),
  }));
}

/** What predictions are worth in two figures. */
export function scoreOf(scores: Predictions, labels: ClassIndices, classes: number): ScoreReport {
  return {
    accuracy: accuracy(argMax(scores, classes), labels),
    nll: meanCrossEntropy(scores, labels, classes),
  };
}

function othersThan(
  declared: CombiningWish,
  validation: ValidationPredictions,
  classes: number,
): CombiningWish[] {
  const others = RULE_NAMES.filter(
    (rule) => rule !== declared.rule && applies(rule, declared, validation, classes),
  ).map((rule) => ({ ...declared, rule }));
  const calibrations = CALIBRATIONS.filter((kind) => kind !== (declared.calibration ?? 'none'));
  return [...others, ...calibrations.map((calibration) => ({ ...declared, calibration }))];
}

function applies(
  rule: CombiningWish['rule'],
  { weights }: CombiningWish,
  { members, labels, folded }: ValidationPredictions,
  classes: number,
): boolean {
  if (COMBINING_RULES[rule].needs === 'weights') return weights !== undefined;
  // Each sample is predicted by one member of a single sweep, whose votes and means are its own.
  if (rule !== 'stacking') return !folded || members.length > 1;
  const features = members.length * classes;
  // Fewer samples than features are learned by heart, and cost no less.
  const samples = labels.length;
  return samples >= features && samples * features * classes <= MOST_UNASKED_WORK;
}
