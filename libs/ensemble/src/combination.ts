/** How members' predictions become the ensemble's; `COMBINING_RULES` says of each what it does and needs. */
export type RuleName = 'sum' | 'weighted' | 'vote' | 'geometric-mean' | 'greedy' | 'stacking';

/** The rule by which members' predictions become the ensemble's, with all that was given or fitted: plain JSON. */
export interface Combination {
  readonly rule: RuleName;
  /** The weight of each member, in the order in which members are added, from 0 to 1, summing to 1. */
  readonly weights?: readonly number[];
  /** Stacking's W in softmax(x W + b), [members * classes, classes]: x is the members' log-probabilities side by side. */
  readonly coefficients?: readonly (readonly number[])[];
  /** Stacking's b, [classes]. */
  readonly intercepts?: readonly number[];
  /** The temperature by which each member's log-probabilities are divided before the rule, above 0; absent: 1. */
  readonly memberTemperatures?: readonly number[];
  /** The temperature by which the log-probabilities of the whole are divided after the rule, above 0; absent: 1. */
  readonly temperature?: number;
}

/** The plain sum of all members: the experiment's rule, and that of every run that names none. */
export const SUM: Combination = { rule: 'sum' };

/** How far from 1 the sum of weights may be: decimal fractions such as three times 0.333333 pass. */
export const WEIGHTS_TOLERANCE = 1e-5;

/**
 * What keeps these from being weights of so many members, to follow "the weights "; undefined when nothing does.
 *
 * @param members how many there are to be; left out: as many as there are weights
 */
export function weightsProblem(
  weights: readonly number[],
  members = weights.length,
): string | undefined {
  if (weights.length !== members) return `are ${weights.length}, but the members ${members}`;
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight <= 1));
  if (wrong >= 0) return `have ${weights[wrong]} for member ${wrong + 1}: from 0 to 1 is possible`;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - 1) > WEIGHTS_TOLERANCE) return `sum to ${total}, not to 1`;
  return undefined;
}

/** @throws RangeError unless the combination has what its rule needs, in the shape that `classes` ask for */
export function requireCombination(combination: Combination, classes: number): void {
  const { rule, weights, coefficients, intercepts, memberTemperatures, temperature } = combination;
  const problem =
    (weights && prefixed('the weights ', weightsProblem(weights))) ??
    (coefficients && intercepts && stackingProblem(coefficients, intercepts, classes)) ??
    (memberTemperatures?.some((value) => !isTemperature(value)) ||
    (temperature !== undefined && !isTemperature(temperature))
      ? 'a temperature is a finite number above 0'
      : undefined);
  if (problem !== undefined) throw new RangeError(`${rule}: ${problem}`);
}

/**
 * The combination of some of the members: their weights, scaled to sum to 1 again (all the same when none has any),
 * and their temperatures. What stacking has fitted cannot be divided.
 *
 * @param positions of the members that stay, from 0, in their new order
 * @throws RangeError for a rule of coefficients, unless all stay where they are
 */
export function ofMembers(combination: Combination, positions: readonly number[]): Combination {
  const { weights, coefficients, memberTemperatures } = combination;
  if (coefficients && positions.some((position, index) => position !== index)) {
    throw new RangeError(`${combination.rule} was fitted for its members in their order`);
  }
  return {
    ...combination,
    ...(weights && { weights: scaled(positions.map((position) => weights[position]!)) }),
    ...(memberTemperatures && {
      memberTemperatures: positions.map((position) => memberTemperatures[position]!),
    }),
  };
}

function scaled(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
}

function stackingProblem(
  coefficients: readonly (readonly number[])[],
  intercepts: readonly number[],
  classes: number,
): string | undefined {
  const fits =
    intercepts.length === classes &&
    coefficients.length % classes === 0 &&
    coefficients.every((row) => row.length === classes);
  return fits ? undefined : `coefficients are no rows of ${classes}, as many per member`;
}

function isTemperature(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : prefix + text;
}
