import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { attempt, joined, reported, submitted } from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { Command, SchedulerEvent } from './events.ts';
import { setAsideFor } from './set-aside.ts';

const MINUTE_MS = 60_000;

function after(...events: SchedulerEvent[]): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(...events);
  return scheduler;
}

/** `b` is busy with another run; `a` has as many slots as it is said, and members 1 to 3 fail there. */
function setAside(options: { slots?: number; members?: number } = {}): ScriptedScheduler {
  const { slots = 1, members = 5 } = options;
  const scheduler = after(joined('b'), submitted({ runId: 'busy' }), joined('a', { slots }));
  scheduler.happen(submitted({ members, epochs: 1 }));
  for (const member of [1, 2, 3]) scheduler.fail(member);
  return scheduler;
}

function runsThatAvoid(workerId: string, { state }: ScriptedScheduler): string[] {
  return setAsideFor(state, state.workers.get(workerId)!, state.nowMs);
}

/** All that is said of an attempt of one epoch. */
function succeeds(workerId: string, member: number, runId = 'r1'): SchedulerEvent[] {
  const reports = [script.started, script.epoch(1), script.predicting, script.result()];
  const ref = attempt(member, 1, runId);
  return reports.map((report, index) => reported(workerId, ref, index + 1, report));
}

describe('a worker where members of a run fail one after the other', () => {
  test('A1: is set aside for that run at the third one, with a notice that says why', () => {
    const scheduler = after(joined('b'), submitted({ runId: 'busy' }), joined('a'));
    scheduler.happen(submitted({ members: 5 }));
    scheduler.fail(1);
    scheduler.fail(2, 'trainer-hung');
    const message =
      'worker a is set aside for this run for 60 s: members 1 (trainer-crashed), 2 (trainer-hung), ' +
      '3 (bad-data) failed there one after the other; meanwhile it gets members of it only if no other ' +
      'worker can take them';
    expect(scheduler.fail(3, 'bad-data').at(-1)).toEqual({ type: 'notice', runId: 'r1', message });
    expect(scheduler.wait(MINUTE_MS - 1)).toEqual([]);
  });

  test('A1: goes on for the others', () => {
    const scheduler = setAside();
    scheduler.happen(submitted({ runId: 'r2' }));
    expect(scheduler.holderOf(1, 'r2')).toBe('a');
    expect(runsThatAvoid('a', scheduler)).toEqual(['r1']);
  });

  test('is not set aside for one member that always fails', () => {
    const scheduler = after(joined('a'), submitted({ maxFailures: 9 }));
    for (let round = 0; round < 5; round++) {
      scheduler.fail(1);
      expect(runsThatAvoid('a', scheduler)).toEqual([]);
      scheduler.wait(scheduler.state.nowMs + MINUTE_MS);
    }
  });

  test('is not set aside when one of them succeeded in between', () => {
    const scheduler = after(joined('a'), submitted({ members: 5, epochs: 1 }));
    scheduler.fail(1);
    scheduler.fail(2);
    scheduler.happen(...succeeds('a', 3));
    scheduler.fail(4);
    scheduler.fail(5);
    expect(runsThatAvoid('a', scheduler)).toEqual([]);
  });

  test('is set aside though one of another run succeeded in between: its data may be whole', () => {
    const scheduler = after(joined('a', { slots: 2 }));
    scheduler.happen(submitted({ members: 4 }), submitted({ runId: 'r2', epochs: 1 }));
    scheduler.fail(1);
    scheduler.fail(2);
    scheduler.happen(...succeeds('a', 1, 'r2'));
    scheduler.fail(3);
    expect(runsThatAvoid('a', scheduler)).toEqual(['r1']);
  });

  test('is not set aside for what is nobody’s fault', () => {
    const scheduler = after(joined('a', { slots: 5 }), submitted({ members: 5 }));
    for (const member of [1, 2, 3]) {
      scheduler.happen(reported('a', attempt(member), 1, script.handedBack));
    }
    expect(scheduler.worker('a').troubles).toBeUndefined();
  });

  test('is not spoken of when it gets no more members anyway', () => {
    const scheduler = after(joined('a', { slots: 3 }), submitted({ members: 4 }));
    scheduler.happen(script.drained('a'));
    const said = [1, 2, 3].flatMap((member) => scheduler.fail(member));
    expect(said.map(({ type }) => type)).not.toContain('notice');
  });

  test('stays set aside when it comes back, and is not when it is started anew', () => {
    const scheduler = setAside();
    scheduler.happen(script.disconnected('a'), joined('a'));
    expect(runsThatAvoid('a', scheduler)).toEqual(['r1']);
    scheduler.happen(joined('a', { incarnation: 2 }));
    expect(runsThatAvoid('a', scheduler)).toEqual([]);
  });

  test('leaves nothing of it behind when the run has ended', () => {
    const scheduler = setAside();
    scheduler.happen(script.cancelled());
    expect([...scheduler.worker('a').troubles!.keys()]).toEqual(['']);
  });
});

describe('a worker where members of three runs fail one after the other', () => {
  function afterThreeRuns(...inBetween: SchedulerEvent[]): ScriptedScheduler {
    const scheduler = after(joined('b'), submitted({ runId: 'busy' }), joined('a', { slots: 9 }));
    for (const runId of ['r1', 'r2', 'good', 'r3']) {
      scheduler.happen(submitted({ runId, epochs: 1, members: 2 }));
    }
    scheduler.fail(1, 'trainer-crashed', 'r1');
    scheduler.fail(1, 'trainer-crashed', 'r2');
    scheduler.happen(...inBetween);
    scheduler.fail(1, 'bad-data', 'r3');
    return scheduler;
  }

  test('A1: is set aside for every run, also one that comes later', () => {
    const scheduler = afterThreeRuns();
    scheduler.happen(submitted({ runId: 'later' }));
    expect(scheduler.holderOf(1, 'later')).toBeUndefined();
    scheduler.happen(script.left('b'));
    expect(scheduler.holderOf(1, 'later'), 'A2').toBe('a');
  });

  test('is not when a member of any run succeeded in between', () => {
    const scheduler = afterThreeRuns(...succeeds('a', 1, 'good'));
    expect(runsThatAvoid('a', scheduler)).toEqual([]);
  });
});

describe('A2: a run whose workers are all set aside', () => {
  test.each([
    [1, 1],
    [1, 2],
    [1, 4],
    [2, 1],
    [3, 2],
  ])('ends when its trainers always crash: %i workers with %i slots', (workers, slots) => {
    const scheduler = after(submitted({ members: 6 }));
    for (let number = 1; number <= workers; number++) {
      scheduler.happen(joined(`w${number}`, { slots }));
    }
    let last: Command | undefined;
    for (let nowMs = 0; scheduler.state.runs.has('r1'); nowMs += 1_000) {
      expect(nowMs, 'it ends soon').toBeLessThan(MINUTE_MS);
      scheduler.wait(nowMs);
      for (const { member, state } of scheduler.run().members) {
        if (state.phase !== 'live' || last?.type === 'run-ended') continue;
        last = scheduler.fail(member).at(-1);
      }
    }
    const reason = expect.stringMatching(/^member . failed 3 times \(trainer-crashed\): boom$/);
    expect(last).toMatchObject({ type: 'run-ended', outcome: { status: 'failed', reason } });
  });

  test('waits while another worker trains', () => {
    const scheduler = setAside();
    expect(scheduler.wait(30_000)).toEqual([]);
    scheduler.happen(script.cancelled('busy', 30_000));
    expect(scheduler.holderOf(1)).toBe('b');
  });

  test('waits for one that is away, and no longer when that is lost', () => {
    const scheduler = setAside();
    scheduler.happen(script.disconnected('b', 1_000));
    expect(scheduler.wait(15_999)).toEqual([]);
    expect(scheduler.holderOf(1)).toBeUndefined();
    scheduler.wait(16_000);
    expect(scheduler.holderOf(1, 'busy')).toBe('a');
    scheduler.happen(script.cancelled('busy', 16_000));
    expect(scheduler.holderOf(1)).toBe('a');
  });

  test('goes on where it can when all others are drained', () => {
    const scheduler = setAside();
    scheduler.wait(10_000);
    scheduler.happen(script.drained('b', 10_000));
    scheduler.wait(11_000);
    expect(scheduler.holderOf(1)).toBe('a');
  });
});

describe('A3: a worker that was set aside', () => {
  test('is tried again with one member after a pause that doubles', () => {
    const scheduler = setAside({ slots: 2, members: 6 });
    // Member 4 was there before.
    scheduler.fail(4);
    const pauses = Array.from({ length: 8 }, () => {
      const { untilMs } = scheduler.worker('a').troubles!.get('r1')!;
      const pauseMs = untilMs - scheduler.state.nowMs;
      expect(scheduler.wait(untilMs - 1)).toEqual([]);
      const assigned = scheduler.wait(untilMs);
      expect(assigned).toHaveLength(1);
      for (const member of scheduler.run().members) Object.assign(member, { failures: 0 });
      if (assigned[0]?.type === 'assign') scheduler.fail(assigned[0].ref.member);
      return pauseMs / MINUTE_MS;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test('gets as many as it has slots for when one has succeeded', () => {
    const scheduler = setAside({ slots: 2, members: 6 });
    scheduler.fail(4);
    scheduler.wait(MINUTE_MS);
    const tried = scheduler.run().members.find(({ state }) => state.phase === 'live')!;
    const reports = [script.started, script.epoch(1), script.predicting, script.result()];
    for (const [index, report] of reports.entries()) {
      const ref = attempt(tried.member, tried.attempts);
      scheduler.happen(reported('a', ref, index + 1, report, { atMs: MINUTE_MS }));
    }
    expect(scheduler.worker('a').attempts.size).toBe(2);
  });

  test('gets no member that cannot afford another failure while there is another worker', () => {
    const scheduler = after(joined('b'), submitted({ runId: 'busy' }), joined('a'));
    scheduler.happen(submitted({ members: 3, maxFailures: 2 }));
    for (const member of [1, 2, 3]) scheduler.fail(member);
    expect(scheduler.wait(2 * MINUTE_MS)).toEqual([]);
    scheduler.happen(script.left('b', 2 * MINUTE_MS));
    expect(scheduler.worker('a').attempts.size).toBe(1);
  });
});
