import { PredictionSum } from './prediction-sum.ts';

/** The ensemble's scores while its members are added, one after the other and in member order. */
export interface Combination {
  /** The scores of the members added so far, [samples, classes]: the largest of a row wins. */
  readonly values: Float64Array;
  /**
   * Adds one member's predictions, [samples, classes].
   *
   * @throws RangeError when they have another length
   */
  add(predictions: Float32Array): void;
}

/** Every rule by which members' predictions become the ensemble's, made for [samples, classes]. */
export const COMBINING_RULES = {
  sum: (samples, classes) => new PredictionSum(samples, classes),
} as const satisfies Record<string, (samples: number, classes: number) => Combination>;

export type RuleName = keyof typeof COMBINING_RULES;

/** The rule of every run. */
export const DEFAULT_RULE: RuleName = 'sum';

/**
 * The ensemble's scores, [samples, classes].
 *
 * @param members each member's predictions, [samples, classes], in member order
 * @throws RangeError when the shapes do not fit
 */
export function combine(
  rule: RuleName,
  members: Iterable<Float32Array>,
  [samples, classes]: readonly [samples: number, classes: number],
): Float64Array {
  const combination = COMBINING_RULES[rule](samples, classes);
  for (const predictions of members) combination.add(predictions);
  return combination.values;
}
