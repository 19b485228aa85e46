import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { attempt, joined, submitted } from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { SchedulerEvent } from './events.ts';

/** Who got what in the events' last step, as `worker member` or with the run's name before it. */
function assignedBy(...events: SchedulerEvent[]): string[] {
  const commands = new ScriptedScheduler().happen(...events);
  return commands.flatMap((command) =>
    command.type === 'assign'
      ? [`${command.workerId} ${command.ref.runId}/${command.ref.member}`]
      : [],
  );
}

/** All that a worker says of an attempt of one epoch. */
function trained(workerId: string, ref: ReturnType<typeof attempt>, atMs = 0): SchedulerEvent[] {
  const reports = [script.started, script.epoch(1), script.predicting, script.result()];
  return reports.map((report, index) =>
    script.reported(workerId, ref, index + 1, report, { atMs }),
  );
}

describe('members are assigned', () => {
  test('one to each slot, spread over the workers', () => {
    const events = [
      joined('a', { slots: 2 }),
      joined('b', { slots: 2 }),
      submitted({ members: 3 }),
    ];
    expect(assignedBy(...events)).toEqual(['a r1/1', 'b r1/2', 'a r1/3']);
  });

  test('when a worker joins later', () => {
    expect(assignedBy(submitted(), joined('a'))).toEqual(['a r1/1']);
  });

  test('from the start when nothing was trained yet', () => {
    const commands = new ScriptedScheduler().happen(joined('a'), submitted());
    expect(commands).toEqual([
      { type: 'accepted' },
      { type: 'assign', workerId: 'a', ref: attempt(1), resume: undefined, again: false },
    ]);
  });

  test('S1: never beyond the slots; the next one when a slot is free again', () => {
    const submission = submitted({ members: 2, epochs: 1 });
    expect(assignedBy(joined('a'), submission)).toEqual(['a r1/1']);
    const last = [joined('a'), submission, ...trained('a', attempt(1))];
    expect(assignedBy(...last)).toEqual(['a r1/2']);
  });

  test('S1: a member that waits is assigned as soon as the worker has left that held the slot', () => {
    const scheduler = new ScriptedScheduler();
    scheduler.happen(joined('a'), submitted({ members: 2 }), joined('b', { slots: 3 }));
    scheduler.happen(script.left('a'));
    expect(scheduler.worker('b').attempts.size).toBe(2);
  });

  test('C1: only once, however many slots there are', () => {
    const events = [submitted({ members: 2 }), joined('a', { slots: 8 })];
    expect(assignedBy(...events)).toEqual(['a r1/1', 'a r1/2']);
    expect(assignedBy(...events, joined('b', { slots: 8 }))).toEqual([]);
  });
});

describe('S2: runs share the slots', () => {
  const first = submitted({ runId: 'r1', members: 4, epochs: 1 });
  const second = submitted({ runId: 'r2', members: 4, epochs: 1 });

  test('the earlier one first, then in turn', () => {
    expect(assignedBy(first, second, joined('a', { slots: 4 }))).toEqual([
      'a r1/1',
      'a r2/1',
      'a r1/2',
      'a r2/2',
    ]);
  });

  test('a run that comes later gets the next free slot, and the next until it has as many', () => {
    const scheduler = new ScriptedScheduler();
    scheduler.happen(joined('a', { slots: 3 }), first, second);
    scheduler.happen(...trained('a', attempt(1)));
    expect(scheduler.holderOf(1, 'r2')).toBe('a');
    scheduler.happen(...trained('a', attempt(1, 1, 'r2')));
    expect(scheduler.holderOf(2, 'r2')).toBe('a');
    expect(scheduler.member(4).state.phase).toBe('pending');
  });

  test('a run whose members all have a slot leaves the others to the next', () => {
    const short = submitted({ runId: 'r1', members: 1 });
    expect(assignedBy(short, second, joined('a', { slots: 3 }))).toEqual([
      'a r1/1',
      'a r2/1',
      'a r2/2',
    ]);
  });

  test('a run that has ended leaves its slots to the next', () => {
    const events = [joined('a'), first, second, script.cancelled('r1')];
    expect(assignedBy(...events)).toEqual(['a r2/1']);
  });

  test('a run that is summed up takes no part', () => {
    const alone = submitted({ runId: 'r1', epochs: 1 });
    const events = [joined('a'), alone, ...trained('a', attempt(1)), second];
    expect(assignedBy(...events)).toEqual(['a r2/1']);
  });
});

describe('time', () => {
  const failed = script.reported('a', attempt(1), 1, script.failure(), { atMs: 100 });

  /** Member 1 pauses until 1,100 ms, `a` is idle. */
  function pausing(): ScriptedScheduler {
    const scheduler = new ScriptedScheduler();
    scheduler.happen(joined('a'), joined('b'), submitted({ members: 2 }), failed);
    return scheduler;
  }

  test('is due when a pause is over and a slot is free, and not before', () => {
    const scheduler = pausing();
    expect(scheduler.wait(1_099)).toEqual([]);
    expect(scheduler.wait(1_100)).toMatchObject([{ type: 'assign', ref: attempt(1, 2) }]);
    expect(scheduler.wait(1_101)).toEqual([]);
  });

  test('is still due when another event came after the pause and assigned nothing', () => {
    const scheduler = pausing();
    scheduler.happen(script.reported('b', attempt(2), 1, script.started, { atMs: 1_200 }));
    expect(scheduler.wait(1_300)).toMatchObject([{ type: 'assign', ref: attempt(1, 2) }]);
  });

  test('is not due for a member that waits for a slot', () => {
    const scheduler = pausing();
    scheduler.happen(script.left('a', 200));
    expect(scheduler.wait(5_000)).toEqual([]);
  });
});
