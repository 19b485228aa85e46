import { expect, test } from 'vitest';
import { Allowance } from './allowance.ts';

test('so much may be done in one go, and so much a second after that; how long is to be waited is known', () => {
  const allowance = new Allowance({ atOnce: 2, perSecond: 10 }, 0);
  expect([allowance.take(0), allowance.take(0), allowance.take(0)]).toEqual([true, true, false]);
  expect(allowance.waitMs(0)).toBe(100);
  expect(allowance.waitMs(70)).toBe(30);
  expect(allowance.take(100)).toBe(true);
  expect(allowance.isFull(200)).toBe(false);
  expect(allowance.waitMs(10_000)).toBe(0);
  expect(allowance.isFull(10_000)).toBe(true);
});
