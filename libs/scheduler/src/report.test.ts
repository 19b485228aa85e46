import { describe, expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { attempt, joined, left, reported, submitted } from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { AttemptRef } from './attempt.ts';
import type { Report, SchedulerEvent } from './events.ts';
import { encodeState } from './state.ts';

const ref = attempt(1);

/** `a` has reported this of member 1, numbered from 1. */
function after(...reports: Report[]): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  scheduler.happen(joined('a'), submitted({ members: 2 }));
  for (const [index, report] of reports.entries()) {
    scheduler.happen(reported('a', ref, index + 1, report));
  }
  return scheduler;
}

const wholeTraining = [
  script.started,
  script.epoch(1),
  script.epoch(2),
  script.predicting,
  script.result(),
];

describe('what a worker reports', () => {
  test('moves its attempt through training and predicting to a result that is accepted', () => {
    const scheduler = after();
    const phases = wholeTraining.map((report, index) => {
      scheduler.happen(reported('a', ref, index + 1, report));
      const { state } = scheduler.member(1);
      return state.phase === 'live' ? state.attempt.state : state;
    });
    expect(phases).toEqual([
      { phase: 'training', epoch: 0 },
      { phase: 'training', epoch: 1 },
      { phase: 'training', epoch: 2 },
      { phase: 'predicting' },
      { phase: 'done', attempt: 1, reported: 5 },
    ]);
  });

  test('may end before its last epoch, but not before its first, where members may stop early', () => {
    const scheduler = new ScriptedScheduler();
    scheduler.happen(joined('a'), submitted({ members: 1, stopsEarly: true }));
    const reports = [script.started, script.epoch(1), script.predicting, script.result()];
    for (const [index, report] of reports.entries()) {
      scheduler.happen(reported('a', ref, index + 1, report));
    }
    expect(scheduler.member(1).state).toEqual({ phase: 'done', attempt: 1, reported: 4 });
    const lying = new ScriptedScheduler();
    lying.happen(joined('a'), submitted({ members: 1, stopsEarly: true }));
    lying.happen(reported('a', ref, 1, script.started));
    expect(lying.happen(reported('a', ref, 2, script.predicting))).toMatchObject([
      { type: 'stop' },
      { type: 'attempt-ended' },
    ]);
  });

  test('is acknowledged, and a result named, before the slot goes to the next member', () => {
    const scheduler = after(...wholeTraining.slice(0, -1));
    expect(scheduler.happen(reported('a', ref, 5, script.result()))).toEqual([
      { type: 'accepted' },
      { type: 'acknowledge', workerId: 'a', ref, sequence: 5 },
      { type: 'result-accepted', workerId: 'a', ref },
      { type: 'assign', workerId: 'a', ref: attempt(2), resume: undefined, again: false },
    ]);
  });

  test('counts once: what comes again is acknowledged up to the newest', () => {
    const scheduler = after(script.started, script.epoch(1));
    const before = encodeState(scheduler.state);
    for (const [sequence, report] of [
      [1, script.started],
      [2, script.epoch(1)],
      [0, script.result()],
    ] as const) {
      const again = reported('a', ref, sequence, report);
      expect(scheduler.happen(again)).toEqual([
        { type: 'acknowledge', workerId: 'a', ref, sequence: 2 },
      ]);
    }
    expect(encodeState(scheduler.state)).toBe(before);
  });

  test('counts once: a result that comes again is acknowledged, not stopped', () => {
    const scheduler = after(...wholeTraining);
    const before = encodeState(scheduler.state);
    const again = reported('a', ref, 5, script.result('other'));
    expect(scheduler.happen(again)).toEqual([
      { type: 'acknowledge', workerId: 'a', ref, sequence: 5 },
    ]);
    expect(encodeState(scheduler.state)).toBe(before);
  });

  test('with a gap before it changes nothing and ends the connection, so that it is sent again', () => {
    const scheduler = after(script.started);
    const before = encodeState(scheduler.state);
    expect(scheduler.happen(reported('a', ref, 3, script.epoch(2)))).toEqual([
      {
        type: 'disconnect',
        worker: { workerId: 'a', incarnation: 1 },
        reason: 'report 2 of run r1 member 1 attempt 1 is missing',
        refused: false,
      },
    ]);
    expect(encodeState(scheduler.state)).toBe(before);
  });
});

describe('C2: an attempt that is not live', () => {
  const strangers: [string, string, AttemptRef][] = [
    ['of an older number', 'b', attempt(1, 1)],
    ['held by another worker', 'a', attempt(1, 2)],
    ['of a later number', 'b', attempt(1, 3)],
    ['of a member that is not', 'b', attempt(9)],
    ['of member 0', 'b', attempt(0)],
    ['of a run that is not', 'b', attempt(1, 2, 'other')],
  ];

  test.each(strangers)('%s changes nothing and is told to stop', (_, workerId, stranger) => {
    const scheduler = new ScriptedScheduler();
    const waiting = joined('a', { incarnation: 2, deviceKind: 'cpu' });
    scheduler.happen(joined('a'), submitted(), joined('b'), left('a'), waiting);
    const before = encodeState(scheduler.state);
    const incarnation = workerId === 'a' ? 2 : 1;
    for (const [index, report] of wholeTraining.entries()) {
      const event = reported(workerId, stranger, index + 1, report, { incarnation });
      expect(scheduler.happen(event)).toEqual([
        { type: 'stop', workerId, ref: stranger, reason: 'this attempt is over' },
      ]);
    }
    expect(encodeState(scheduler.state)).toBe(before);
  });

  test('of a worker that is not there changes nothing and is not answered', () => {
    const scheduler = after(script.started);
    const before = encodeState(scheduler.state);
    expect(scheduler.happen(reported('stranger', ref, 2, script.epoch(1)))).toEqual([]);
    expect(encodeState(scheduler.state)).toBe(before);
  });
});

describe('a lie costs the worker its attempt', () => {
  const lies: [string, Report[], Report][] = [
    ['an epoch before the start', [], script.epoch(1)],
    ['a checkpoint before the start', [], script.checkpoint(1)],
    ['a result before the start', [], script.result()],
    ['a second start', [script.started], script.started],
    ['a result while training', [script.started], script.result()],
    ['an epoch too many', [script.started, script.epoch(1), script.epoch(2)], script.epoch(3)],
    ['an epoch left out', [script.started], script.epoch(2)],
    ['an epoch twice', [script.started, script.epoch(1)], script.epoch(1)],
    ['a checkpoint of no epoch', [script.started, script.epoch(1)], script.checkpoint(0)],
    ['a checkpoint of an epoch to come', [script.started, script.epoch(1)], script.checkpoint(2)],
    ['predictions before the last epoch', [script.started, script.epoch(1)], script.predicting],
    ['an epoch after it', wholeTraining.slice(0, 4), script.epoch(3)],
    ['a cancellation', [script.started], script.failure('cancelled')],
    ['that it was lost', [script.started], script.failure('worker-lost')],
    ['a failure to hand back', [script.started], script.failure('handed-back')],
  ];

  test.each(lies)('%s', (_, before, lie) => {
    const scheduler = after(...before);
    const commands = scheduler.happen(reported('a', ref, before.length + 1, lie));
    expect(commands).toMatchObject([
      { type: 'stop', workerId: 'a', ref },
      { type: 'attempt-ended', ref, kind: 'trainer-crashed', retryAfterMs: 1_000 },
      { type: 'assign', workerId: 'a', ref: attempt(2) },
    ]);
    expect(scheduler.member(1).failures).toBe(1);
  });
});

describe('C7: a checkpoint', () => {
  const twoEpochs = [script.started, script.epoch(1), script.checkpoint(1), script.epoch(2)];

  test('is where the next attempt continues', () => {
    const scheduler = after(...twoEpochs);
    const [, assignment] = scheduler.happen(left('a'), joined('b'));
    const resume = { epoch: 1, sha256: 'c1' };
    expect(assignment).toMatchObject({ type: 'assign', ref: attempt(1, 2), resume });
    scheduler.happen(reported('b', attempt(1, 2), 1, script.started));
    const next = reported('b', attempt(1, 2), 2, script.epoch(2));
    expect(scheduler.happen(next)).toMatchObject([{ type: 'accepted' }, { type: 'acknowledge' }]);
  });

  test('makes the former one obsolete', () => {
    const scheduler = after(...twoEpochs);
    const commands = scheduler.happen(reported('a', ref, 5, script.checkpoint(2)));
    expect(commands.at(-1)).toEqual({ type: 'checkpoint-obsolete', runId: 'r1', sha256: 'c1' });
    expect(scheduler.member(1).checkpoint).toEqual({ epoch: 2, sha256: 'c2' });
  });

  test('may come late: after the next epoch, and while its attempt predicts', () => {
    const scheduler = after(script.started, script.epoch(1), script.epoch(2), script.predicting);
    scheduler.happen(reported('a', ref, 5, script.checkpoint(1)));
    scheduler.happen(reported('a', ref, 6, script.checkpoint(2)));
    expect(scheduler.member(1).checkpoint).toEqual({ epoch: 2, sha256: 'c2' });
  });

  test('of an older epoch takes nothing back', () => {
    const scheduler = after(script.started, script.epoch(1), script.epoch(2), script.checkpoint(2));
    expect(scheduler.happen(reported('a', ref, 5, script.checkpoint(1)))).toHaveLength(2);
    expect(scheduler.member(1).checkpoint).toEqual({ epoch: 2, sha256: 'c2' });
  });

  test('after the last epoch leaves only the predictions to be made', () => {
    const scheduler = after(script.started, script.epoch(1), script.epoch(2), script.checkpoint(2));
    scheduler.happen(left('a'), joined('b'));
    const rest: SchedulerEvent[] = [script.started, script.predicting, script.result()].map(
      (report, index) => reported('b', attempt(1, 2), index + 1, report),
    );
    scheduler.happen(...rest);
    expect(scheduler.member(1).state).toEqual({ phase: 'done', attempt: 2, reported: 3 });
  });
});
