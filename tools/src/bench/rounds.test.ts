import { expect, test } from 'vitest';
import { median } from './median.ts';
import { resultOf } from './rounds.ts';
import type { Row } from './rows.ts';
import { atLeast, atMost } from './target.ts';

const RATIO: Row = {
  work: 'epoch',
  title: 'Chorus / Keras',
  figure: ['Chorus epoch', 'seconds'],
  dividedBy: ['Keras fit', 'seconds'],
  target: atMost(0.5),
};
const ROUNDS = [
  { 'Chorus epoch': { seconds: 10 }, 'Keras fit': { seconds: 20 } },
  { 'Chorus epoch': { seconds: 100 }, 'Keras fit': { seconds: 400 } },
  { 'Chorus epoch': { seconds: 30 }, 'Keras fit': { seconds: 40 } },
];

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([3, 1, 10])).toBe(3);
  expect(median([10, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test('ratios are taken within each round, and their median is compared with the target', () => {
  expect(resultOf(RATIO, ROUNDS)).toMatchObject({
    values: [0.5, 0.25, 0.75],
    median: 0.5,
    reached: true,
  });
  expect(resultOf({ ...RATIO, target: atMost(0.49) }, ROUNDS).reached).toBe(false);
  expect(resultOf({ ...RATIO, target: atLeast(0.5) }, ROUNDS).reached).toBe(true);
  expect(resultOf({ ...RATIO, target: atLeast(0.51) }, ROUNDS).reached).toBe(false);
});

test('a row without another contender is the figure itself; without a target it is no verdict', () => {
  const { work, title, figure } = RATIO;
  expect(resultOf({ work, title, figure }, ROUNDS)).toMatchObject({
    values: [10, 100, 30],
    median: 30,
    reached: undefined,
  });
});

test('a figure that no contender gave is an error, not a number', () => {
  expect(() => resultOf(RATIO, [{ 'Chorus epoch': { seconds: 1 } }])).toThrow('Keras fit');
});
