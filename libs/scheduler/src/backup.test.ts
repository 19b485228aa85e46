import { describe, expect, test } from 'vitest';
import type { Command, Report, SchedulerEvent } from './events.ts';
import { isTimeDue, step } from './scheduler.ts';
import { newState, type SchedulerState } from './state.ts';

const EPOCHS = 4;

/** Two workers of one slot; member 1 trains on `quick`, member 2 on `slow`. */
function twoMembers(backups: boolean): SchedulerState {
  const state = newState();
  take(state, 0, joined('quick'));
  take(state, 0, joined('slow'));
  const plan = { members: 2, minMembers: 2, epochs: EPOCHS, maxFailures: 3, backups };
  take(state, 0, { type: 'run-submitted', runId: 'r', plan, members: [{}, {}] });
  take(state, 0, reported('quick', 1, 1, { type: 'started', backend: 'b', device: 'd' }));
  take(state, 0, reported('slow', 2, 1, { type: 'started', backend: 'b', device: 'd' }));
  return state;
}

/** Member 1 ends after 4 s; member 2 has ended so many epochs of 2.5 s by then. */
function afterTheQuickOne(backups: boolean, secondsPerEpoch = 2.5): SchedulerState {
  const state = twoMembers(backups);
  const ended = Math.floor(4 / secondsPerEpoch);
  for (let index = 1; index <= ended; index++) {
    take(state, index * secondsPerEpoch * 1000, reported('slow', 2, index + 1, epoch(index)));
  }
  for (let index = 1; index <= EPOCHS; index++) {
    take(state, index * 1000, reported('quick', 1, index + 1, epoch(index)));
  }
  take(state, 4000, reported('quick', 1, 6, { type: 'predicting' }));
  take(state, 4000, reported('quick', 1, 7, RESULT));
  return state;
}

const RESULT = {
  type: 'result',
  testLoss: 1,
  testAccuracy: 0.5,
  predictionsSha256: 'p',
  topologySha256: 't',
  weightsSha256: 'w',
} as const;

function epoch(number: number): Report {
  const figures = { loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 1 };
  return { type: 'epoch', epoch: number, ...figures };
}

type Untimed = SchedulerEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

function take(state: SchedulerState, atMs: number, event: Untimed): Command[] {
  return step(state, { atMs, ...event } as SchedulerEvent);
}

function joined(workerId: string): Untimed {
  const worker = { workerId, incarnation: 1 };
  return { type: 'worker-joined', worker, slots: 1, deviceKind: 'cpu', held: [] };
}

function reported(workerId: string, member: number, sequence: number, report: Report): Untimed {
  const ref = { runId: 'r', member, attempt: 1 };
  const worker = { workerId, incarnation: 1 };
  return { type: 'attempt-reported', worker, ref, sequence, report };
}

const passed: Untimed = { type: 'time-passed' };
const WISH: Command = { type: 'add-member', runId: 'r', member: 3, backupOf: 2 };
const ADDED: Untimed = { type: 'member-added', runId: 'r', member: 3, backupOf: 2 };

describe('a member that takes more than 1.5 times as long as the median', () => {
  test('gets a backup with a number of its own on an idle slot', () => {
    const state = afterTheQuickOne(true);
    expect(isTimeDue(state, 4500)).toBe(true);
    expect(take(state, 4500, passed)).toEqual([WISH]);
    expect(take(state, 4500, ADDED)).toMatchObject([
      { type: 'member-added', member: 3, backupOf: 2 },
      { type: 'assign', workerId: 'quick', ref: { member: 3, attempt: 1 } },
    ]);
  });

  test('gets none in a run that did not ask for it', () => {
    const state = afterTheQuickOne(false);
    expect(isTimeDue(state, 60_000)).toBe(false);
    expect(take(state, 60_000, passed)).toEqual([]);
  });

  test('BACKUP-2: gets one only, and a backup gets none', () => {
    const state = afterTheQuickOne(true);
    take(state, 4500, passed);
    take(state, 4500, ADDED);
    take(state, 5000, joined('third'));
    expect(take(state, 900_000, passed)).toEqual([]);
  });

  test('BACKUP-1: gets none while another member waits for the slot', () => {
    const state = afterTheQuickOne(true);
    const plan = { members: 2, minMembers: 2, epochs: EPOCHS, maxFailures: 3 };
    take(state, 4200, { type: 'run-submitted', runId: 'other', plan, members: [{}, {}] });
    take(state, 4300, joined('third'));
    expect(take(state, 9000, passed)).toEqual([]);
  });
});

describe('a member that is added', () => {
  test('twice, is added once: a wish may be answered when it was said again', () => {
    const state = afterTheQuickOne(true);
    take(state, 4500, ADDED);
    expect(take(state, 4500, ADDED)).toEqual([]);
    expect(take(state, 4500, { ...ADDED, member: 4 } as Untimed)).toEqual([]);
    expect(state.runs.get('r')?.members).toHaveLength(3);
  });

  test('for one that has ended meanwhile, or to a run that has, is none', () => {
    const state = afterTheQuickOne(true);
    expect(take(state, 4500, { ...ADDED, backupOf: 1 } as Untimed)).toEqual([]);
    expect(take(state, 4500, { ...ADDED, runId: 'other' } as Untimed)).toEqual([]);
    take(state, 4600, { type: 'run-cancelled', runId: 'r' });
    expect(take(state, 4700, ADDED)).toEqual([]);
  });

  test('as nobody’s backup, is a candidate as any other', () => {
    const state = afterTheQuickOne(true);
    expect(take(state, 4500, { type: 'member-added', runId: 'r', member: 3 })).toMatchObject([
      { type: 'member-added', runId: 'r', member: 3 },
      { type: 'assign', workerId: 'quick', ref: { member: 3, attempt: 1 } },
    ]);
  });
});

test('by rules 2 a backup is added as time passes: journals of then have no event of it', () => {
  const state = afterTheQuickOne(true);
  take(state, 4000, { type: 'coordinator-started', lostAfterMs: 15_000, rules: 2 });
  take(state, 4000, joined('quick'));
  const held = [{ runId: 'r', member: 2, attempt: 1 }];
  take(state, 4000, { ...joined('slow'), held } as Untimed);
  expect(take(state, 4500, passed)).toMatchObject([
    { type: 'member-added', member: 3, backupOf: 2 },
    { type: 'assign', workerId: 'quick', ref: { member: 3, attempt: 1 } },
  ]);
});

test('a member that is only a little slower gets no backup', () => {
  const state = afterTheQuickOne(true, 1.4);
  expect(take(state, 4500, passed)).toEqual([]);
});

test('the first to finish count: the one that lags is stopped when its backup is done', () => {
  const state = afterTheQuickOne(true);
  take(state, 4500, passed);
  take(state, 4500, ADDED);
  const backup = (sequence: number, report: Report) =>
    take(state, 5000, reported('quick', 3, sequence, report));
  backup(1, { type: 'started', backend: 'b', device: 'd' });
  for (let index = 1; index <= EPOCHS; index++) backup(index + 1, epoch(index));
  backup(6, { type: 'predicting' });
  expect(backup(7, RESULT).slice(2)).toMatchObject([
    { type: 'result-accepted', ref: { member: 3 } },
    { type: 'stop', workerId: 'slow', ref: { member: 2 } },
    { type: 'attempt-ended', kind: 'cancelled', reason: 'the first 2 members to finish count' },
    { type: 'sum-up', runId: 'r' },
  ]);
});
