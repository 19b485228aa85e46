import { describe, expect, test } from 'vitest';
import { argMax } from './arg-max.ts';
import { combineBy, combinedProbabilities, startCombining } from './combine-by.ts';
import { ofMembers, type Combination, type RuleName } from './combination.ts';
import { RULE_NAMES } from './combining-rules.ts';

const MEMBERS = [Float32Array.of(0.9, 0.1, 0.2, 0.8), Float32Array.of(0.3, 0.7, 0.4, 0.6)];
const SHAPE = [2, 2] as const;

/** What each rule is given or would fit for two members of two classes. */
const COMBINATIONS: Record<RuleName, Combination> = {
  sum: { rule: 'sum' },
  weighted: { rule: 'weighted', weights: [0.25, 0.75] },
  vote: { rule: 'vote' },
  'geometric-mean': { rule: 'geometric-mean' },
  greedy: { rule: 'greedy', weights: [1, 0] },
  stacking: {
    rule: 'stacking',
    coefficients: [
      [1, 0],
      [0, 1],
      [0.5, 0],
      [0, 0.5],
    ],
    intercepts: [0.1, 0],
  },
};

describe.each(RULE_NAMES)('%s', (rule) => {
  const combination = COMBINATIONS[rule];

  test('gives the same bits for all members at once and one by one', () => {
    const running = startCombining(combination, SHAPE);
    for (const predictions of MEMBERS) {
      running.add(predictions);
      running.scores();
    }
    expect(combineBy(combination, MEMBERS.values(), SHAPE)).toEqual(running.scores());
  });

  test('gives scores that are probabilities once each row is divided by its total', () => {
    const scores = combineBy(combination, MEMBERS, SHAPE);
    const probabilities = combinedProbabilities(combination, MEMBERS, SHAPE);
    expect(scores.every((value) => value >= 0)).toBe(true);
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 14);
    expect(argMax(probabilities, 2)).toEqual(argMax(scores, 2));
  });

  test('gives equal classes to the lower one', () => {
    const undecided = [Float32Array.of(0.5, 0.5), Float32Array.of(0.5, 0.5)];
    const unbiased = { ...combination, ...(rule === 'stacking' && { intercepts: [0, 0] }) };
    expect([...argMax(combineBy(unbiased, undecided, [1, 2]), 2)]).toEqual([0]);
  });

  test('refuses predictions of another shape, and no members', () => {
    const wrong = [MEMBERS[0]!, Float32Array.of(1, 0)];
    expect(() => combineBy(combination, wrong, SHAPE)).toThrow(RangeError);
    expect(() => combineBy(combination, [], SHAPE)).toThrow(RangeError);
  });
});

test('sum adds in float64', () => {
  const expected = [0.9, 0.1, 0.2, 0.8].map((value, index) => {
    return Math.fround(value) + Math.fround([0.3, 0.7, 0.4, 0.6][index]!);
  });
  expect([...combineBy({ rule: 'sum' }, MEMBERS, SHAPE)]).toEqual(expected);
});

test('one vote each: a tie goes to the lower class, however sure its voters are', () => {
  const members = [Float32Array.of(0, 0.4, 0.6), Float32Array.of(0.01, 0.99, 0)];
  const scores = combineBy({ rule: 'vote' }, members, [1, 3]);
  expect([...scores]).toEqual([0, 1, 1]);
  expect([...argMax(scores, 3)]).toEqual([1]);
});

test('the geometric mean lets no member that is sure of something wrong veto all others', () => {
  const sure = Float32Array.of(1, 0);
  const others = [Float32Array.of(1e-7, 1), Float32Array.of(1e-7, 1)];
  expect([...argMax(combineBy({ rule: 'geometric-mean' }, [sure, ...others], [1, 2]), 2)]).toEqual([
    1,
  ]);
});

test.each<[string, Combination]>([
  ['the weights are missing', { rule: 'weighted' }],
  ['the coefficients are missing', { rule: 'stacking' }],
  ['the weights sum to 0.9, not to 1', { rule: 'weighted', weights: [0.4, 0.5] }],
  ['have 1.5 for member 1: from 0 to 1 is possible', { rule: 'greedy', weights: [1.5, -0.5] }],
  ['there are weights for 1 members only', { rule: 'weighted', weights: [1] }],
  ['weighted is of 3 members, but 2 were given', { rule: 'weighted', weights: [0.5, 0.25, 0.25] }],
  ['a temperature is a finite number above 0', { rule: 'sum', temperature: 0 }],
  ['a temperature is a finite number above 0', { rule: 'sum', memberTemperatures: [1, NaN] }],
  ['sum is of 3 members, but 2 were given', { rule: 'sum', memberTemperatures: [1, 1, 1] }],
  [
    'coefficients are no rows of 2',
    { rule: 'stacking', coefficients: [[1], [2]], intercepts: [0, 0] },
  ],
])('%s', (message, combination) => {
  expect(() => combineBy(combination, MEMBERS, SHAPE)).toThrow(message);
});

describe('the combination of some of the members', () => {
  test('has their weights, scaled to sum to 1, and their temperatures', () => {
    const whole: Combination = {
      rule: 'weighted',
      weights: [0.5, 0.2, 0.3],
      memberTemperatures: [1, 2, 3],
    };
    const some = ofMembers(whole, [2, 1]);
    expect(some.weights).toEqual([0.6, 0.4]);
    expect(some.memberTemperatures).toEqual([3, 2]);
  });

  test('weighs members alike that had no weight', () => {
    expect(ofMembers({ rule: 'greedy', weights: [1, 0, 0] }, [1, 2]).weights).toEqual([0.5, 0.5]);
  });

  test('cannot be had of what stacking has fitted', () => {
    expect(() => ofMembers(COMBINATIONS.stacking, [1])).toThrow('fitted for its members');
  });
});
