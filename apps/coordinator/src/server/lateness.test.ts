import { expect, test } from 'vitest';
import { Lateness } from './lateness.ts';

test('a timer that comes an interval or more late catches up first, but never twice in a row', () => {
  const lateness = new Lateness(1_000);
  const ticks = [0, 1_000, 2_999, 5_000, 9_000, 12_000].map((nowMs) => lateness.tick(nowMs));
  expect(ticks).toEqual([
    { lateMs: -1_000, isCatchingUp: false },
    { lateMs: 0, isCatchingUp: false },
    { lateMs: 999, isCatchingUp: false },
    { lateMs: 1_001, isCatchingUp: true },
    { lateMs: 3_000, isCatchingUp: false },
    { lateMs: 2_000, isCatchingUp: true },
  ]);
});
