import { expect, test } from 'vitest';
import { Allowances } from './allowances.ts';

test('one who does something without end takes nothing of what others may do', () => {
  const rates = { each: { atOnce: 2, perSecond: 1 }, inAll: { atOnce: 100, perSecond: 1 } };
  const allowances = new Allowances(rates, 0);
  const waits = Array.from({ length: 1_000 }, () => allowances.take('greedy', 0));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(2);
  expect(waits.at(-1)).toBe(1_000);
  expect(allowances.take('modest', 0)).toBe(0);
});

test('there is an end to what all may do together', () => {
  const rates = { each: { atOnce: 2, perSecond: 1 }, inAll: { atOnce: 3, perSecond: 10 } };
  const allowances = new Allowances(rates, 0);
  const waits = ['one', 'two', 'three', 'four'].map((key) => allowances.take(key, 0));
  expect(waits).toEqual([0, 0, 0, 100]);
  expect(allowances.take('four', 100)).toBe(0);
});
