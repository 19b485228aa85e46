import { describe, expect, test } from 'vitest';
import {
  isLive,
  MAX_TRAINER_FAILURES,
  newScheduler,
  step,
  WORKER_LOST_AFTER_MS,
  type AttemptRef,
  type Command,
  type SchedulerEvent,
  type SchedulerState,
} from './scheduler.ts';

const RUN = 'run-1';

function ref(member: number, attempt = 1, runId = RUN): AttemptRef {
  return { runId, member, attempt };
}

/** A scheduler to which these events have happened, and the last one's commands. */
function after(...events: SchedulerEvent[]): { state: SchedulerState; commands: Command[] } {
  const state = newScheduler();
  let commands: Command[] = [];
  for (const event of events) commands = step(state, event);
  return { state, commands };
}

const submitted = (members: number, runId = RUN): SchedulerEvent => {
  return { type: 'run-submitted', runId, members };
};
const joined = (workerId: string, slots = 1, nowMs = 0): SchedulerEvent => {
  return { type: 'worker-joined', workerId, slots, nowMs };
};
const left = (workerId: string): SchedulerEvent => {
  return { type: 'worker-left', workerId, reason: 'gone' };
};
const trained = (workerId: string, attempt: AttemptRef): SchedulerEvent[] => [
  { type: 'training-started', workerId, ref: attempt },
  { type: 'epoch-finished', workerId, ref: attempt, epoch: 1 },
  { type: 'predicting-started', workerId, ref: attempt },
  { type: 'attempt-succeeded', workerId, ref: attempt },
];

describe('members are assigned', () => {
  test('one to each slot, spread over the workers', () => {
    const { commands } = after(joined('a', 2), joined('b', 2), submitted(3));
    expect(commands).toEqual([
      { type: 'assign', workerId: 'a', ref: ref(1) },
      { type: 'assign', workerId: 'b', ref: ref(2) },
      { type: 'assign', workerId: 'a', ref: ref(3) },
    ]);
  });

  test('when a worker joins later', () => {
    const { commands } = after(submitted(1), joined('a'));
    expect(commands).toEqual([{ type: 'assign', workerId: 'a', ref: ref(1) }]);
  });

  test('S1: never beyond the slots; the next one when a slot is free again', () => {
    const { state, commands } = after(joined('a'), submitted(2));
    expect(commands).toHaveLength(1);
    const last = trained('a', ref(1)).flatMap((event) => step(state, event));
    expect(last).toEqual([{ type: 'assign', workerId: 'a', ref: ref(2) }]);
  });

  test('S2: of the earlier run first', () => {
    const { commands } = after(submitted(1, 'first'), submitted(1, 'second'), joined('a'));
    expect(commands).toEqual([{ type: 'assign', workerId: 'a', ref: ref(1, 1, 'first') }]);
  });
});

describe('a lost worker', () => {
  test('C1, S3: its member is assigned to another one in the same step, as a new attempt', () => {
    const { state, commands } = after(joined('a'), submitted(1), joined('b'), left('a'));
    expect(commands).toEqual([
      { type: 'attempt-lost', ref: ref(1, 1), reason: 'gone', retried: true },
      { type: 'assign', workerId: 'b', ref: ref(1, 2) },
    ]);
    expect(isLive(state, 'a', ref(1, 1))).toBe(false);
    expect(isLive(state, 'b', ref(1, 2))).toBe(true);
  });

  test('is one that was silent for too long, and no other', () => {
    const { state } = after(joined('silent'), joined('heard'), submitted(2));
    step(state, { type: 'worker-heard', workerId: 'heard', nowMs: 1_000 });
    expect(step(state, { type: 'tick', nowMs: WORKER_LOST_AFTER_MS - 1 })).toEqual([]);
    const commands = step(state, { type: 'tick', nowMs: WORKER_LOST_AFTER_MS });
    expect(commands.map(({ type }) => type)).toEqual(['disconnect', 'attempt-lost']);
    expect(commands[0]).toMatchObject({ workerId: 'silent' });
    expect(commands[1]).toMatchObject({ ref: ref(1, 1), retried: true });
  });

  test('that joins again under its name has lost its former attempts', () => {
    const { commands } = after(joined('a'), submitted(1), joined('a'));
    expect(commands).toEqual([
      { type: 'attempt-lost', ref: ref(1, 1), reason: 'its worker started anew', retried: true },
      { type: 'assign', workerId: 'a', ref: ref(1, 2) },
    ]);
  });

  test('may be lost any number of times without failing the run', () => {
    const { state } = after(submitted(1));
    for (let round = 1; round <= 10; round++) {
      expect(step(state, joined(`w${round}`))).toMatchObject([{ ref: ref(1, round) }]);
      expect(step(state, left(`w${round}`))).toMatchObject([{ retried: true }]);
    }
  });
});

describe('C2: an attempt that is not live', () => {
  const strangers: [string, string, AttemptRef][] = [
    ['of an older number', 'b', ref(1, 1)],
    ['held by another worker', 'a', ref(1, 2)],
    ['of a later number', 'b', ref(1, 3)],
    ['of a member that is not', 'b', ref(9, 1)],
    ['of a run that is not', 'b', ref(1, 2, 'other')],
  ];

  test.each(strangers)('%s changes nothing and is told to stop', (_, workerId, stranger) => {
    const { state } = after(joined('a'), submitted(1), joined('b'), left('a'));
    const before = structuredClone(state);
    for (const event of trained(workerId, stranger)) {
      expect(step(state, event)).toMatchObject([{ type: 'stop', workerId, ref: stranger }]);
    }
    expect(state).toEqual(before);
  });

  test('is one that has already succeeded', () => {
    const { state } = after(joined('a'), submitted(2), ...trained('a', ref(1)));
    expect(step(state, trained('a', ref(1)).at(-1)!)).toMatchObject([{ type: 'stop' }]);
  });
});

describe('a run', () => {
  test('is done when its last member is', () => {
    const { state } = after(joined('a', 2), submitted(2));
    const first = trained('a', ref(2)).flatMap((event) => step(state, event));
    expect(first).toEqual([]);
    const second = trained('a', ref(1)).flatMap((event) => step(state, event));
    expect(second).toEqual([{ type: 'all-members-done', runId: RUN }]);
  });

  test('tries a member again whose trainer failed, and fails after the last try', () => {
    const { state } = after(joined('a', 2), submitted(2));
    for (let attempt = 1; attempt < MAX_TRAINER_FAILURES; attempt++) {
      const commands = step(state, failure(attempt));
      expect(commands).toEqual([
        { type: 'attempt-lost', ref: ref(1, attempt), reason: 'boom', retried: true },
        { type: 'assign', workerId: 'a', ref: ref(1, attempt + 1) },
      ]);
    }
    expect(step(state, failure(MAX_TRAINER_FAILURES))).toEqual([
      { type: 'attempt-lost', ref: ref(1, 3), reason: 'boom', retried: false },
      { type: 'stop', workerId: 'a', ref: ref(2, 1), reason: 'its run has failed' },
      { type: 'run-failed', runId: RUN, reason: 'member 1 failed 3 times: boom' },
    ]);
  });

  test('leaves its slots to the next run when it fails', () => {
    const { state } = after(joined('a'), submitted(1), submitted(1, 'next'));
    step(state, failure(1));
    step(state, failure(2));
    const commands = step(state, failure(3));
    expect(commands.at(-1)).toEqual({ type: 'assign', workerId: 'a', ref: ref(1, 1, 'next') });
  });

  function failure(attempt: number): SchedulerEvent {
    return { type: 'attempt-failed', workerId: 'a', ref: ref(1, attempt), reason: 'boom' };
  }
});

test('an impossible report is refused before anything has changed', () => {
  const { state } = after(joined('a'), submitted(1));
  const before = structuredClone(state);
  const event: SchedulerEvent = { type: 'attempt-succeeded', workerId: 'a', ref: ref(1) };
  expect(() => step(state, event)).toThrow('cannot go from assigned to done');
  expect(state).toEqual(before);
});
