import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { attempt, failure, joined, reported, submitted } from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { SchedulerEvent } from './events.ts';
import { encodeState } from './state.ts';

/** As a coordinator journalled it that knew no numbered rules. */
const STARTED = { atMs: 0, type: 'coordinator-started', lostAfterMs: 15_000 } as const;

/** Plans said whether members continue each other: what a journal has stays in the state. */
function submittedFormerly(options: script.Submitting): SchedulerEvent {
  return submitted({ ...options, snapshots: false } as script.Submitting);
}

/**
 * Three members fail on `a`: the next run gets none of its slots. Then the only device leaves on which
 * r2/1 could be tried again: it waits, though `b` is idle.
 */
const FORMER: readonly SchedulerEvent[] = [
  STARTED,
  joined('a', { slots: 4 }),
  submittedFormerly({ members: 4, epochs: 1 }),
  reported('a', attempt(1), 1, failure('trainer-crashed'), { atMs: 10 }),
  reported('a', attempt(2), 1, failure('trainer-hung'), { atMs: 20 }),
  reported('a', attempt(3), 1, failure('bad-data'), { atMs: 30 }),
  submittedFormerly({ runId: 'r2', members: 2, epochs: 1, minMembers: 1, atMs: 40 }),
  joined('b', { deviceKind: 'cpu', atMs: 50 }),
  joined('c', { deviceKind: 'other', atMs: 60 }),
  reported('b', attempt(1, 1, 'r2'), 1, failure('out-of-memory'), { atMs: 70 }),
  script.left('c', 80),
  reported('b', attempt(2, 2, 'r2'), 1, failure('diverged'), { atMs: 90 }),
  script.cancelled('r1', 100),
  script.timePassed(1_100),
  script.disconnected('a', 1_200),
];

test('the state that a journal of before gives is, to the digest, what it was', () => {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...FORMER);
  const digest = createHash('sha256').update(encodeState(scheduler.state)).digest('hex');
  expect(digest).toBe('3da24f7eba0d8ee41744134981886371ebd05e223449e5c48fafed8dfe047704');
});

test('a coordinator that goes on with such a journal gives a worker members again', () => {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...FORMER, script.coordinatorStarted(2_000));
  expect(scheduler.worker('a').state).toMatchObject({ phase: 'away', back: 'ready' });
  scheduler.happen(joined('a', { atMs: 3_000, slots: 4 }));
  expect(scheduler.holderOf(1, 'r2')).toBe('a');
  expect(scheduler.fold(), 'the fold of the journal is the state').toBe(true);
});

test('a journal of a newer version is refused by the name of its rules', () => {
  const newer = { ...STARTED, rules: 99 };
  expect(() => new ScriptedScheduler().happen(newer)).toThrow(
    'rules 99: use the version of Chorus',
  );
});
