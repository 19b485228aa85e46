import type { RunEvent } from '@chorus/proto';
import { expect, test } from 'vitest';
import { trainerSeconds } from './trainer-seconds.ts';

const event = (timeMs: number, type: RunEvent['type'], member: number, more = {}) =>
  ({ timeMs, type, member, ...more }) as RunEvent;

const EVENTS = [
  event(0, 'assigned', 1, { worker: 'a' }),
  event(0, 'assigned', 2, { worker: 'b' }),
  event(4_000, 'epoch', 1, { seconds: 3 }),
  event(4_100, 'predicting', 1),
  event(4_600, 'done', 1),
  event(4_700, 'assigned', 3, { worker: 'a' }),
  event(9_000, 'epoch', 2, { seconds: 8 }),
  event(9_000, 'predicting', 2),
  event(9_100, 'epoch', 3, { seconds: 4 }),
  event(9_500, 'done', 2),
  event(9_600, 'predicting', 3),
  event(9_900, 'done', 3),
];

test('the critical path is that of the worker that is done last: all its members', () => {
  expect(trainerSeconds(EVENTS)).toBeCloseTo(3 + 0.5 + 4 + 0.3);
});

test('a run in which an attempt was lost is not measured', () => {
  const lost = event(5_000, 'lost', 2, { reason: 'it was killed' });
  expect(() => trainerSeconds([...EVENTS, lost])).toThrow('it was killed');
});
