import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import {
  attempt,
  coordinatorStarted,
  joined,
  reported,
  submitted,
} from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import { isTimeDue } from './scheduler.ts';
import type { SchedulerEvent } from './events.ts';
import { encodeState } from './state.ts';

function after(...events: SchedulerEvent[]): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...events);
  return scheduler;
}

const done = [script.started, script.epoch(1), script.predicting, script.result()].map(
  (report, index) => reported('a', attempt(1), index + 1, report),
);

describe('a run', () => {
  test('is summed up when its last member is done, and has ended when the sum is there', () => {
    const scheduler = after(submitted({ epochs: 1 }), joined('a'));
    expect(scheduler.happen(...done).at(-1)).toEqual({ type: 'sum-up', runId: 'r1' });
    expect(scheduler.run().state.phase).toBe('summing');
    const result = { accuracy: 0.5, members: [] };
    expect(scheduler.happen(script.summed())).toEqual([
      { type: 'run-ended', runId: 'r1', outcome: { status: 'succeeded', result } },
    ]);
    expect(scheduler.state.runs.size).toBe(0);
  });

  test('has failed when its sum cannot be made', () => {
    const scheduler = after(submitted({ epochs: 1 }), joined('a'), ...done);
    const outcome = { status: 'failed', reason: 'the disk is full' } as const;
    const commands = scheduler.happen({ atMs: 0, type: 'run-summed', runId: 'r1', outcome });
    expect(commands).toEqual([{ type: 'run-ended', runId: 'r1', outcome }]);
  });

  test('whose files cannot be kept has failed: its members are stopped, and it fails once', () => {
    const scheduler = after(submitted(), joined('a'));
    const outcome = { status: 'failed', reason: 'its folder is gone' } as const;
    const failed = { atMs: 0, type: 'run-failed', runId: 'r1', reason: outcome.reason } as const;
    const commands = scheduler.happen(failed);
    expect(commands[0]).toMatchObject({
      type: 'stop',
      workerId: 'a',
      reason: 'its run has failed',
    });
    expect(commands).toContainEqual({ type: 'run-ended', runId: 'r1', outcome });
    expect(scheduler.happen(failed)).toEqual([]);
  });

  test('is not summed before its members are done', () => {
    const scheduler = after(submitted(), joined('a'));
    expect(scheduler.happen(script.summed())).toEqual([]);
    expect(scheduler.run().state.phase).toBe('running');
  });

  test('that is submitted again while it is there is the same run', () => {
    const scheduler = after(submitted(), joined('a'));
    const before = encodeState(scheduler.state);
    expect(scheduler.happen(submitted({ members: 5 }))).toEqual([]);
    expect(encodeState(scheduler.state)).toBe(before);
  });
});

describe('a coordinator that is started again', () => {
  const training = [joined('a'), submitted(), reported('a', attempt(1), 1, script.started)];

  test('waits for its workers, who have the whole limit to come back', () => {
    const scheduler = after(...training, coordinatorStarted(60_000));
    expect(scheduler.worker('a').state).toEqual({
      phase: 'away',
      untilMs: 75_000,
      back: 'ready',
    });
    expect(scheduler.holderOf(1)).toBe('a');
    expect(scheduler.wait(74_999)).toEqual([]);
    expect(scheduler.wait(75_000)).toMatchObject([{ kind: 'worker-lost' }]);
  });

  test('gives a worker that was away before the whole limit, too', () => {
    const away = script.disconnected('a', 1_000);
    const scheduler = after(...training, away, coordinatorStarted(10_000));
    expect(scheduler.worker('a').state).toMatchObject({ phase: 'away', untilMs: 25_000 });
  });

  test('may have another limit, from then on', () => {
    const scheduler = after(...training, coordinatorStarted(0, 40_000));
    expect(scheduler.worker('a').state).toMatchObject({ untilMs: 40_000 });
    scheduler.happen(joined('a', { held: [attempt(1)] }), script.disconnected('a', 5_000));
    expect(scheduler.worker('a').state).toMatchObject({ untilMs: 45_000 });
  });

  test('remembers who is drained and who is set aside', () => {
    const scheduler = after(joined('a'), script.drained('a'), coordinatorStarted());
    expect(scheduler.worker('a').state).toMatchObject({ phase: 'away', back: 'draining' });
    expect(scheduler.happen(joined('a'))).toContainEqual({ type: 'drain', workerId: 'a' });
  });

  test('assigns nothing before somebody is there', () => {
    const scheduler = after(joined('a'), coordinatorStarted());
    expect(scheduler.happen(submitted())).toEqual([{ type: 'accepted' }]);
    expect(scheduler.happen(joined('a'))).toContainEqual(
      expect.objectContaining({ type: 'assign', workerId: 'a' }),
    );
  });

  test('C4: sums up again what was not summed up to the end', () => {
    const scheduler = after(submitted({ epochs: 1 }), joined('a'), ...done);
    expect(scheduler.happen(coordinatorStarted())).toEqual([{ type: 'sum-up', runId: 'r1' }]);
    scheduler.happen(script.summed());
    expect(scheduler.happen(coordinatorStarted())).toEqual([]);
  });
});

describe('the clock', () => {
  test('may go back: the scheduler’s time stands still until it is there again', () => {
    const scheduler = after(joined('a', { atMs: 10_000 }), submitted({ atMs: 2_000 }));
    expect(scheduler.state.nowMs).toBe(10_000);
    scheduler.happen(script.disconnected('a', 3_000));
    expect(scheduler.worker('a').state).toMatchObject({ untilMs: 25_000 });
    expect(isTimeDue(scheduler.state, 20_000)).toBe(false);
    expect(isTimeDue(scheduler.state, 25_000)).toBe(true);
  });

  test('that jumps ahead loses those who are away, no one else', () => {
    const scheduler = after(joined('a'), joined('b'), script.disconnected('a'));
    scheduler.wait(1e12);
    expect([...scheduler.state.workers.keys()]).toEqual(['b']);
  });

  test('is not due when nothing waits for it', () => {
    const { state } = after(joined('a'), submitted({ members: 2 }));
    expect(isTimeDue(state, 1e12)).toBe(false);
  });
});

test('C3: the state is the fold of the journal', () => {
  const scheduler = after(
    joined('a', { slots: 2 }),
    joined('b', { deviceKind: 'cpu', atMs: 5 }),
    submitted({ members: 4, epochs: 1 }),
    reported('a', attempt(1), 1, script.failure('out-of-memory'), { atMs: 7 }),
    script.disconnected('b', 9),
    script.drained('b', 11),
    reported('a', attempt(3), 1, script.started, { atMs: 13 }),
    reported('a', attempt(3), 2, script.epoch(1), { atMs: 14 }),
    reported('a', attempt(3), 3, script.checkpoint(1), { atMs: 15 }),
    coordinatorStarted(20),
    joined('a', { held: [attempt(3)], atMs: 30 }),
  );
  const before = encodeState(scheduler.state);
  expect(scheduler.fold()).toBe(true);
  expect(encodeState(scheduler.state)).toBe(before);
});
