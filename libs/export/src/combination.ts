import type { Combination } from '@chorus/ensemble';
import type { Arithmetic } from './arithmetic.ts';

/** Probabilities below this count as this in logarithms, as `libs/ensemble` has it. */
const PROBABILITY_FLOOR = 1e-7;

/** Below every probability but 0, whose logarithm is multiplied by it. */
const SMALLEST = 1e-37;

/** What an ensemble says of a batch. */
export interface EnsembleOutputs<T> {
  /** The index of the most probable class, int32, [batch]. */
  readonly class: T;
  /** [batch, classes], each row summing to 1. */
  readonly probabilities: T;
  /** The entropy of the members' mean prediction, in nats, [batch]. */
  readonly uncertainty: T;
  /** Of that what the members disagree about, in nats, [batch]. */
  readonly mutual_information: T;
}

/**
 * What an ensemble gives for its members' logits.
 *
 * @param logits of each member, in the combination's order
 */
export function ensembleOutputs<T>(
  math: Arithmetic<T>,
  logits: readonly T[],
  combination: Combination,
  classes: number,
): EnsembleOutputs<T> {
  const members = logits.map((each) => math.softmax(each));
  const probabilities = combine(math, members, combination, classes);
  const total = entropy(math, mean(math, members));
  const expected = mean(
    math,
    members.map((each) => entropy(math, each)),
  );
  return {
    class: math.argMax(probabilities),
    probabilities,
    uncertainty: total,
    mutual_information: math.positive(math.subtract(total, expected)),
  };
}

/** The rule with the temperatures around it, as `combinedProbabilities` of `libs/ensemble` computes it. */
function combine<T>(
  math: Arithmetic<T>,
  predictions: readonly T[],
  combination: Combination,
  classes: number,
): T {
  const { memberTemperatures, temperature } = combination;
  const members = predictions.map((each, member) =>
    atTemperature(math, each, memberTemperatures?.[member]),
  );
  return atTemperature(math, byRule(math, members, combination, classes), temperature);
}

function byRule<T>(
  math: Arithmetic<T>,
  members: readonly T[],
  { rule, weights, coefficients, intercepts }: Combination,
  classes: number,
): T {
  const logarithms = () => members.map((each) => math.log(each, PROBABILITY_FLOOR));
  switch (rule) {
    case 'sum':
      return mean(math, members);
    case 'weighted':
    case 'greedy':
      return sum(
        math,
        members.map((each, member) => math.multiply(each, weights![member]!)),
      );
    case 'vote':
      return mean(
        math,
        members.map((each) => math.oneHot(math.argMax(each), classes)),
      );
    case 'geometric-mean':
      return math.softmax(mean(math, logarithms()));
    case 'stacking':
      return math.softmax(
        math.linear(math.sideBySide(logarithms()), coefficients!, intercepts!, 'stacking'),
      );
  }
}

function atTemperature<T>(math: Arithmetic<T>, predictions: T, temperature = 1): T {
  if (temperature === 1) return predictions;
  return math.softmax(math.multiply(math.log(predictions, PROBABILITY_FLOOR), 1 / temperature));
}

/** −Σ p ln p of each row, [batch]. */
function entropy<T>(math: Arithmetic<T>, probabilities: T): T {
  const logarithms = math.log(probabilities, SMALLEST);
  return math.multiply(math.rowSum(math.multiply(probabilities, logarithms)), -1);
}

function mean<T>(math: Arithmetic<T>, values: readonly T[]): T {
  return values.length === 1 ? values[0]! : math.multiply(sum(math, values), 1 / values.length);
}

function sum<T>(math: Arithmetic<T>, values: readonly T[]): T {
  return values.reduce((one, other) => math.add(one, other));
}
