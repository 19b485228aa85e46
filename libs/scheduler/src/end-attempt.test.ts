import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { attempt, joined, reported, submitted } from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { SchedulerEvent } from './events.ts';

function after(...events: SchedulerEvent[]): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...events);
  return scheduler;
}

/** All that is said of an attempt of one epoch. */
function done(workerId: string, member: number): SchedulerEvent[] {
  const reports = [script.started, script.epoch(1), script.predicting, script.result()];
  return reports.map((report, index) => reported(workerId, attempt(member), index + 1, report));
}

describe('a member whose trainer fails', () => {
  test('is tried again after a pause that doubles', () => {
    const scheduler = after(submitted({ maxFailures: 9 }), joined('a'));
    const pauses = Array.from({ length: 8 }, () => {
      const ended = scheduler.fail(1).find((command) => command.type === 'attempt-ended')!;
      const pauseMs = ended.retryAfterMs!;
      expect(scheduler.wait(scheduler.state.nowMs + pauseMs - 1)).toEqual([]);
      expect(scheduler.wait(scheduler.state.nowMs + pauseMs)).toHaveLength(1);
      return pauseMs;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('leaves its slot to another member during the pause', () => {
    const scheduler = after(submitted({ members: 2 }), joined('a'));
    expect(scheduler.fail(1).at(-1)).toMatchObject({ type: 'assign', ref: attempt(2) });
  });

  test('is given up after the last try, and its run fails with it', () => {
    const scheduler = after(submitted({ members: 2, maxFailures: 2 }), joined('a', { slots: 2 }));
    scheduler.fail(1);
    scheduler.wait(1_000);
    const reason = 'member 1 failed 2 times (trainer-crashed): boom';
    expect(scheduler.fail(1)).toMatchObject([
      { type: 'accepted' },
      { type: 'acknowledge' },
      { type: 'attempt-ended', ref: attempt(1, 2), retryAfterMs: undefined },
      { type: 'stop', workerId: 'a', ref: attempt(2), reason: 'its run has failed' },
      { type: 'attempt-ended', ref: attempt(2), kind: 'cancelled' },
      { type: 'run-ended', outcome: { status: 'failed', reason } },
    ]);
    expect(scheduler.state.runs.size).toBe(0);
    expect(scheduler.worker('a').attempts.size).toBe(0);
  });

  test('does not fail its run while enough others can succeed', () => {
    const plan = { members: 3, minMembers: 2, maxFailures: 1, epochs: 1 };
    const scheduler = after(submitted(plan), joined('a', { slots: 3 }));
    expect(scheduler.fail(2).at(-1)).toMatchObject({ type: 'attempt-ended' });
    scheduler.happen(...done('a', 1));
    expect(scheduler.happen(...done('a', 3)).at(-1)).toEqual({ type: 'sum-up', runId: 'r1' });
  });

  test('fails its run as soon as too few others can, those that are done counted', () => {
    const plan = { members: 3, minMembers: 2, maxFailures: 1, epochs: 1 };
    const scheduler = after(submitted(plan), joined('a', { slots: 3 }), ...done('a', 1));
    scheduler.fail(2);
    const commands = scheduler.fail(3);
    expect(commands.at(-1)).toMatchObject({ type: 'run-ended', outcome: { status: 'failed' } });
  });

  test('that was the last open one ends a run that has enough', () => {
    const plan = { members: 2, minMembers: 1, maxFailures: 1, epochs: 1 };
    const scheduler = after(submitted(plan), joined('a', { slots: 2 }), ...done('a', 1));
    expect(scheduler.fail(2).at(-1)).toEqual({ type: 'sum-up', runId: 'r1' });
  });
});

describe.each(['out-of-memory', 'diverged'] as const)('a member that is %s', (kind) => {
  test('S3: does not go to the same kind of device again', () => {
    const scheduler = after(joined('a'), submitted(), joined('b'));
    scheduler.happen(joined('c', { deviceKind: 'cpu' }));
    expect(scheduler.fail(1, kind).at(-1)).toMatchObject({ retryAfterMs: 1_000 });
    expect(scheduler.wait(1_000)).toMatchObject([{ type: 'assign', workerId: 'c' }]);
  });

  test('waits for the other kind while that has no free slot', () => {
    const cpu = joined('c', { deviceKind: 'cpu' });
    const scheduler = after(cpu, submitted({ runId: 'r0' }), joined('a'), submitted());
    scheduler.fail(1, kind);
    expect(scheduler.wait(10_000)).toEqual([]);
    const [assignment] = scheduler.happen(script.cancelled('r0', 10_000)).slice(-1);
    expect(assignment).toMatchObject({ type: 'assign', workerId: 'c', ref: attempt(1, 2) });
  });

  test('is given up at once when there is no other kind', () => {
    const scheduler = after(joined('a'), submitted(), joined('b'));
    const reason = `member 1 failed once (${kind}): boom`;
    expect(scheduler.fail(1, kind)).toMatchObject([
      { type: 'accepted' },
      { type: 'acknowledge' },
      { type: 'attempt-ended', retryAfterMs: undefined },
      { type: 'run-ended', outcome: { status: 'failed', reason } },
    ]);
  });

  test('is given up when the only other kind gets no more members', () => {
    const leaving = [joined('c', { deviceKind: 'cpu' }), script.drained('c')];
    const scheduler = after(joined('a'), submitted(), ...leaving);
    expect(scheduler.fail(1, kind).at(-1)).toMatchObject({ type: 'run-ended' });
  });

  test('is not given up when the other kind is away for a moment', () => {
    const away = [joined('c', { deviceKind: 'cpu' }), script.disconnected('c')];
    const scheduler = after(joined('a'), submitted(), ...away);
    expect(scheduler.fail(1, kind).at(-1)).toMatchObject({ retryAfterMs: 1_000 });
  });
});

describe('a member that avoids a kind of device', () => {
  test('S3: is tried on it once more when every other kind has left, so that its run ends', () => {
    const cpu = joined('c', { deviceKind: 'cpu' });
    const scheduler = after(joined('a'), submitted(), cpu);
    scheduler.fail(1, 'out-of-memory');
    scheduler.happen(script.disconnected('c', 500));
    expect(scheduler.wait(2_000), 'c may be back').toEqual([]);
    const commands = scheduler.wait(15_500);
    expect(commands).toContainEqual(expect.objectContaining({ type: 'assign', workerId: 'a' }));
    const reason = 'member 1 failed 2 times (out-of-memory): boom';
    expect(scheduler.fail(1, 'out-of-memory').at(-1)).toMatchObject({ outcome: { reason } });
  });
});

describe('a run whose configuration no worker can train', () => {
  test('fails at once, whatever it could do without, and nobody is to blame', () => {
    const scheduler = after(submitted({ members: 2, minMembers: 1 }), joined('a', { slots: 2 }));
    const reason = 'no member can be trained (bad-config): the images are too small';
    const message = 'the images are too small';
    const failure = script.failure('bad-config', message);
    expect(scheduler.happen(reported('a', attempt(1), 1, failure))).toMatchObject([
      { type: 'accepted' },
      { type: 'acknowledge' },
      { type: 'attempt-ended', kind: 'bad-config', reason: message, retryAfterMs: undefined },
      { type: 'stop', ref: attempt(2) },
      { type: 'attempt-ended', ref: attempt(2), kind: 'cancelled' },
      { type: 'run-ended', outcome: { status: 'failed', reason } },
    ]);
    expect(scheduler.worker('a').troubles).toBeUndefined();
  });
});

describe('a run with which the coordinator cannot go on', () => {
  test.each([
    ['while it trains', []],
    ['while it is summed up', done('a', 1)],
  ])('fails %s, and nobody is to blame', (_, events) => {
    const scheduler = after(submitted({ epochs: 1 }), joined('a'), ...events);
    const failed = { atMs: 0, type: 'run-failed', runId: 'r1', reason: 'lost' } as const;
    const outcome = { status: 'failed', reason: 'lost' };
    expect(scheduler.happen(failed).at(-1)).toEqual({ type: 'run-ended', runId: 'r1', outcome });
    expect(scheduler.worker('a').attempts.size).toBe(0);
    expect(scheduler.worker('a').troubles).toBeUndefined();
    expect(scheduler.happen(failed)).toEqual([]);
  });
});

describe('a run that is cancelled', () => {
  test('stops its members and is forgotten with its checkpoints', () => {
    const scheduler = after(submitted({ members: 2 }), joined('a'));
    scheduler.happen(
      reported('a', attempt(1), 1, script.started),
      reported('a', attempt(1), 2, script.epoch(1)),
      reported('a', attempt(1), 3, script.checkpoint(1)),
    );
    const reason = 'its run was cancelled';
    expect(scheduler.happen(script.cancelled())).toEqual([
      { type: 'stop', workerId: 'a', ref: attempt(1), reason },
      {
        type: 'attempt-ended',
        ref: attempt(1),
        kind: 'cancelled',
        reason,
        retryAfterMs: undefined,
      },
      { type: 'checkpoint-obsolete', runId: 'r1', sha256: 'c1' },
      {
        type: 'run-ended',
        runId: 'r1',
        outcome: { status: 'cancelled', reason: 'it was cancelled' },
      },
    ]);
    expect(scheduler.state.runs.size).toBe(0);
  });

  test('while it is summed up ends, and its sum comes too late', () => {
    const scheduler = after(submitted({ epochs: 1 }), joined('a'), ...done('a', 1));
    expect(scheduler.happen(script.cancelled())).toMatchObject([{ type: 'run-ended' }]);
    expect(scheduler.happen(script.summed())).toEqual([]);
  });

  test('must be there', () => {
    expect(after().happen(script.cancelled('nothing'))).toEqual([]);
  });
});
