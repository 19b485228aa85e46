import { requireCombination, type Combination } from './combination.ts';
import { COMBINING_RULES, type CombiningRule } from './combining-rules.ts';
import { atTemperature } from './log-probabilities.ts';
import type { RunningScores, Shape } from './running-scores.ts';
import { rowTotal, type Predictions } from './shapes.ts';

/**
 * Begins to combine members that are added one by one: the rule, with the temperatures around it.
 *
 * @throws RangeError when the combination lacks what its rule needs, or has it in another shape
 */
export function startCombining(combination: Combination, shape: Shape): RunningScores {
  const [, classes] = shape;
  requireCombination(combination, classes);
  const rule: CombiningRule = COMBINING_RULES[combination.rule];
  const running = rule.start(combination, shape);
  const { memberTemperatures, temperature = 1 } = combination;
  let members = 0;
  return {
    add(predictions) {
      const own = memberTemperatures ? memberTemperatures[members] : 1;
      if (own === undefined) {
        throw new RangeError(`there are temperatures for ${members} members only`);
      }
      running.add(own === 1 ? predictions : atTemperature(predictions, classes, own));
      members++;
    },
    scores() {
      const scores = running.scores();
      return temperature === 1 ? scores : atTemperature(scores, classes, temperature);
    },
  };
}

/**
 * The ensemble's scores, [samples, classes]: the largest of a row wins, of equal ones the lowest class (`argMax`).
 * None is negative, and every row has a positive total. Of `sum` they are the plain sum in member order, in float64.
 *
 * @param members each member's predictions, [samples, classes], in member order; one or more
 * @throws RangeError when the shapes do not fit, there is no member, or the combination is of more or fewer members
 */
export function combineBy(
  combination: Combination,
  members: Iterable<Predictions>,
  shape: Shape,
): Float64Array {
  const running = startCombining(combination, shape);
  let added = 0;
  for (const predictions of members) {
    running.add(predictions);
    added++;
  }
  requireAll(combination, added, shape[1]);
  return running.scores();
}

/**
 * The ensemble's probabilities, [samples, classes]: the scores of {@link combineBy}, whose parameters and errors these
 * are, with each row divided by its total.
 */
export function combinedProbabilities(
  combination: Combination,
  members: Iterable<Predictions>,
  shape: Shape,
): Float64Array {
  return normalised(combineBy(combination, members, shape), shape[1]);
}

/** The rows, each divided by its total: a copy. */
export function normalised(scores: Predictions, classes: number): Float64Array {
  const probabilities = Float64Array.from(scores);
  for (let start = 0; start < scores.length; start += classes) {
    const total = rowTotal(scores, start / classes, classes);
    for (let index = start; index < start + classes; index++) probabilities[index]! /= total;
  }
  return probabilities;
}

function requireAll(combination: Combination, added: number, classes: number): void {
  const { weights, memberTemperatures, coefficients } = combination;
  if (added === 0) throw new RangeError('there are no members to combine');
  const counts = [weights?.length, memberTemperatures?.length, coefficients?.length];
  if (coefficients) counts[2] = coefficients.length / classes;
  const other = counts.find((count) => count !== undefined && count !== added);
  if (other !== undefined) {
    throw new RangeError(`${combination.rule} is of ${other} members, but ${added} were given`);
  }
}
