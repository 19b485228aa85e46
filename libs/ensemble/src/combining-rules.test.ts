import { expect, test } from 'vitest';
import { combine, COMBINING_RULES, type RuleName } from './combining-rules.ts';

const MEMBERS = [Float32Array.of(0.9, 0.1, 0.2, 0.8), Float32Array.of(0.3, 0.7, 0.4, 0.6)];
const RULE_NAMES = Object.keys(COMBINING_RULES) as RuleName[];

test.for(RULE_NAMES)('%s gives the same bits for all members at once and one by one', (rule) => {
  const combination = COMBINING_RULES[rule](2, 2);
  for (const predictions of MEMBERS) combination.add(predictions);
  expect(combine(rule, MEMBERS.values(), [2, 2])).toEqual(combination.values);
});

test.for(RULE_NAMES)('%s refuses predictions of another shape', (rule) => {
  expect(() => combine(rule, [...MEMBERS, Float32Array.of(1, 0)], [2, 2])).toThrow(RangeError);
});

test('sum adds in float64', () => {
  const expected = [0.9, 0.1, 0.2, 0.8].map((value, index) => {
    return Math.fround(value) + Math.fround([0.3, 0.7, 0.4, 0.6][index]!);
  });
  expect([...combine('sum', MEMBERS, [2, 2])]).toEqual(expected);
});
