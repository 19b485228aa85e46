import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import {
  attempt,
  disconnected,
  drained,
  joined,
  left,
  reported,
  submitted,
} from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { SchedulerEvent } from './events.ts';

const LOST_AFTER_MS = 15_000;

function after(...events: SchedulerEvent[]): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...events);
  return scheduler;
}

/** `a` trains member 1 and has reported so. */
const training = [joined('a'), submitted(), reported('a', attempt(1), 1, script.started)] as const;

describe('a worker that left', () => {
  test('C7: leaves its member to another one in the same step, as a new attempt', () => {
    const scheduler = after(...training, joined('b'));
    expect(scheduler.happen(left('a'))).toEqual([
      {
        type: 'attempt-ended',
        ref: attempt(1),
        kind: 'worker-lost',
        reason: 'worker a left',
        retryAfterMs: 0,
      },
      { type: 'assign', workerId: 'b', ref: attempt(1, 2), resume: undefined, again: false },
    ]);
    expect(scheduler.state.workers.has('a')).toBe(false);
  });

  test('may do so any number of times without a failure being counted', () => {
    const scheduler = after(submitted({ maxFailures: 1 }));
    for (let round = 1; round <= 10; round++) {
      const [, assignment] = scheduler.happen(joined(`w${round}`));
      expect(assignment).toMatchObject({ ref: attempt(1, round) });
      expect(scheduler.happen(left(`w${round}`))).toMatchObject([{ retryAfterMs: 0 }]);
    }
    expect(scheduler.member(1)).toMatchObject({ failures: 0, state: { phase: 'pending' } });
  });
});

describe('a worker whose connection broke', () => {
  test('keeps its member, and gets no other', () => {
    const scheduler = after(joined('a', { slots: 2 }), submitted(), disconnected('a'));
    scheduler.happen(submitted({ runId: 'r2' }));
    expect(scheduler.holderOf(1)).toBe('a');
    expect(scheduler.member(1, 'r2').state.phase).toBe('pending');
  });

  test('is lost when it was away for the limit, and not before', () => {
    const scheduler = after(...training, disconnected('a', 1_000), joined('b', { atMs: 2_000 }));
    expect(scheduler.wait(1_000 + LOST_AFTER_MS - 1)).toEqual([]);
    expect(scheduler.happen(script.timePassed(1_000 + LOST_AFTER_MS - 1))).toEqual([]);
    const reason = 'worker a lost its connection and was not back in 15 s';
    expect(scheduler.wait(1_000 + LOST_AFTER_MS)).toMatchObject([
      { type: 'attempt-ended', kind: 'worker-lost', reason },
      { type: 'assign', workerId: 'b', ref: attempt(1, 2) },
    ]);
  });

  test('goes on where it was when it is back in time', () => {
    const scheduler = after(...training, disconnected('a', 1_000));
    const commands = scheduler.happen(joined('a', { held: [attempt(1)], atMs: 2_000 }));
    expect(commands).toEqual([
      { type: 'accepted' },
      { type: 'acknowledge', workerId: 'a', ref: attempt(1), sequence: 1 },
    ]);
    expect(scheduler.wait(100_000)).toEqual([]);
    expect(scheduler.happen(reported('a', attempt(1), 2, script.epoch(1)))).toMatchObject([
      { type: 'accepted' },
      { type: 'acknowledge', sequence: 2 },
    ]);
  });

  test('that is back too late is told to stop what it held', () => {
    const scheduler = after(...training, disconnected('a'), joined('b'));
    scheduler.wait(LOST_AFTER_MS);
    const commands = scheduler.happen(joined('a', { held: [attempt(1)], atMs: 20_000 }));
    expect(commands).toEqual([
      { type: 'accepted' },
      { type: 'stop', workerId: 'a', ref: attempt(1), reason: 'this attempt is over' },
    ]);
    expect(scheduler.holderOf(1)).toBe('b');
  });

  test('gets again what never reached it', () => {
    const scheduler = after(joined('a'), submitted(), disconnected('a'));
    const commands = scheduler.happen(joined('a', { held: [] }));
    expect(commands).toEqual([
      { type: 'accepted' },
      { type: 'assign', workerId: 'a', ref: attempt(1), resume: undefined, again: true },
    ]);
  });

  test('has lost what it reported on and no longer holds', () => {
    const scheduler = after(...training, disconnected('a'));
    const reason = 'worker a no longer knows of it';
    expect(scheduler.happen(joined('a', { held: [] }))).toMatchObject([
      { type: 'accepted' },
      { type: 'attempt-ended', ref: attempt(1), kind: 'worker-lost', reason },
      { type: 'assign', workerId: 'a', ref: attempt(1, 2), again: false },
    ]);
  });

  test('may be back before anyone noticed that it was away, however often', () => {
    const scheduler = after(...training);
    for (let round = 0; round < 3; round++) scheduler.happen(joined('a', { held: [attempt(1)] }));
    expect(scheduler.worker('a')).toMatchObject({ state: { phase: 'ready' } });
    expect(scheduler.holderOf(1)).toBe('a');
  });

  test('that breaks twice has the whole time from the first break on', () => {
    const scheduler = after(...training, disconnected('a', 1_000), disconnected('a', 9_000));
    expect(scheduler.worker('a').state).toMatchObject({ untilMs: 1_000 + LOST_AFTER_MS });
  });
});

describe('of two processes of one worker', () => {
  test('the newer one takes the place of the older one, whose member is tried again', () => {
    const scheduler = after(...training);
    expect(scheduler.happen(joined('a', { incarnation: 2 }))).toMatchObject([
      { type: 'attempt-ended', kind: 'worker-lost', reason: 'worker a was started anew' },
      { type: 'accepted' },
      { type: 'assign', workerId: 'a', ref: attempt(1, 2), again: false },
    ]);
  });

  test('the older one is refused for good and told why', () => {
    const scheduler = after(joined('a', { incarnation: 2 }), submitted());
    const worker = { workerId: 'a', incarnation: 1 };
    const reason = 'a worker named a that was started later is here: choose another --name';
    const commands = scheduler.happen(joined('a', { held: [attempt(1)] }));
    expect(commands).toEqual([{ type: 'disconnect', worker, reason, refused: true }]);
    expect(scheduler.worker('a').incarnation).toBe(2);
    expect(scheduler.holderOf(1)).toBe('a');
  });

  test.each([
    ['its end', left('a')],
    ['its broken connection', disconnected('a')],
    ['its silence', script.silent('a', 20_000)],
  ])('the older one means nothing any more: %s', (_, event) => {
    const scheduler = after(joined('a', { incarnation: 2 }), submitted());
    expect(scheduler.happen(event)).toEqual([]);
    expect(scheduler.worker('a').state.phase).toBe('ready');
  });

  test('what the older one reports is not even answered', () => {
    const scheduler = after(...training, joined('a', { incarnation: 2 }));
    const stale = reported('a', attempt(1, 2), 1, script.started, { incarnation: 1 });
    expect(scheduler.happen(stale)).toEqual([]);
  });
});

test('a worker that is silent is disconnected and lost at once', () => {
  const scheduler = after(...training);
  const reason = 'worker a has not been heard from for 20 s';
  expect(scheduler.happen(script.silent('a', 20_400))).toMatchObject([
    { type: 'disconnect', worker: { workerId: 'a', incarnation: 1 }, reason, refused: false },
    { type: 'attempt-ended', kind: 'worker-lost', reason, retryAfterMs: 0 },
  ]);
});

describe('a worker that is drained', () => {
  test('is told so and gets no more members', () => {
    const scheduler = after(joined('a', { slots: 2 }), submitted());
    expect(scheduler.happen(drained('a'))).toEqual([
      { type: 'accepted' },
      { type: 'drain', workerId: 'a' },
    ]);
    scheduler.happen(submitted({ runId: 'r2' }));
    expect(scheduler.member(1, 'r2').state.phase).toBe('pending');
  });

  test('is told once', () => {
    expect(after(joined('a'), drained('a')).happen(drained('a'))).toEqual([]);
  });

  test('hands its member back, which goes on elsewhere without a failure', () => {
    const scheduler = after(
      ...training,
      reported('a', attempt(1), 2, script.epoch(1)),
      reported('a', attempt(1), 3, script.checkpoint(1)),
      drained('a'),
      joined('b'),
    );
    expect(scheduler.happen(reported('a', attempt(1), 4, script.handedBack))).toMatchObject([
      { type: 'accepted' },
      { type: 'acknowledge', sequence: 4 },
      { type: 'attempt-ended', kind: 'handed-back', retryAfterMs: 0 },
      { type: 'assign', workerId: 'b', ref: attempt(1, 2), resume: { epoch: 1, sha256: 'c1' } },
    ]);
    expect(scheduler.member(1).failures).toBe(0);
  });

  test('is told again when it comes back, whenever it was drained', () => {
    const before = after(joined('a'), drained('a'), disconnected('a'));
    expect(before.happen(joined('a'))).toMatchObject([{ type: 'drain' }, { type: 'accepted' }]);
    const meanwhile = after(joined('a'), disconnected('a'), drained('a'));
    expect(meanwhile.happen(joined('a'))).toMatchObject([{ type: 'drain' }, { type: 'accepted' }]);
  });

  test('while it was away is lost if it does not come back', () => {
    const scheduler = after(...training, disconnected('a'), drained('a', 10_000));
    expect(scheduler.wait(LOST_AFTER_MS)).toMatchObject([{ kind: 'worker-lost' }]);
  });

  test('does not get again what never reached it', () => {
    const scheduler = after(joined('a'), submitted(), disconnected('a'), drained('a'), joined('b'));
    expect(scheduler.happen(joined('a', { held: [] }))).toMatchObject([
      { type: 'drain' },
      { type: 'accepted' },
      { type: 'attempt-ended', kind: 'worker-lost', retryAfterMs: 0 },
      { type: 'assign', workerId: 'b', ref: attempt(1, 2) },
    ]);
  });

  test('is ready again when it is started anew', () => {
    const scheduler = after(joined('a'), drained('a'), joined('a', { incarnation: 2 }));
    expect(scheduler.worker('a').state.phase).toBe('ready');
  });

  test('must be there', () => {
    expect(after().happen(drained('nobody'))).toEqual([]);
  });
});
