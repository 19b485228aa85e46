import type { Combination, RuleName } from './combination.ts';
import { geometricMean } from './rules/geometric-mean.ts';
import { stacking } from './rules/stacking.ts';
import { vote } from './rules/vote.ts';
import { WeightedSum } from './rules/weighted-sum.ts';
import type { RunningScores, Shape } from './running-scores.ts';

/** One way of making the ensemble's predictions of its members'. */
export interface CombiningRule {
  /** What it needs beyond the members' predictions: weights that the user gives, or validation samples to be fitted on. */
  readonly needs: 'nothing' | 'weights' | 'validation';
  /** A short phrase for tables and help. */
  readonly words: string;
  /**
   * @param combination with what the rule needs
   * @throws RangeError when it lacks that
   */
  start(combination: Combination, shape: Shape): RunningScores;
}

/** Every rule, by its name. */
export const COMBINING_RULES = {
  sum: {
    needs: 'nothing',
    words: 'sum of the probabilities',
    start: (_, shape) => new WeightedSum(shape),
  },
  weighted: {
    needs: 'weights',
    words: 'sum with the weights given',
    start: (combination, shape) => new WeightedSum(shape, weightsOf(combination)),
  },
  vote: { needs: 'nothing', words: 'one vote per member', start: (_, shape) => vote(shape) },
  'geometric-mean': {
    needs: 'nothing',
    words: 'geometric mean of the probabilities',
    start: (_, shape) => geometricMean(shape),
  },
  greedy: {
    needs: 'validation',
    words: 'greedy selection with replacement',
    start: (combination, shape) => new WeightedSum(shape, weightsOf(combination)),
  },
  stacking: {
    needs: 'validation',
    words: 'multinomial logistic regression',
    start: stacking,
  },
} as const satisfies Record<RuleName, CombiningRule>;

/** The names of all rules, in the order in which they are listed. */
export const RULE_NAMES = Object.keys(COMBINING_RULES) as RuleName[];

function weightsOf({ rule, weights }: Combination): readonly number[] {
  if (!weights) throw new RangeError(`${rule}: the weights are missing`);
  return weights;
}
