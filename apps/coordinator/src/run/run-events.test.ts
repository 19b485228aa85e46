import { sampleConfig } from '@chorus/run-config/testing';
import {
  type FailureKind,
  type Command,
  type Report,
  type SchedulerEvent,
  newState,
} from '@chorus/scheduler';
import { describe, expect, test } from 'vitest';
import { ANYBODY } from '../journal/principal.ts';
import type { JournalRecord } from '../journal/record.ts';
import { fold } from '../server/ledger.ts';
import { runEventsOf, type Happening } from './run-events.ts';

const runId = 'run-1';
const ref = { runId, member: 2, attempt: 3 };
const worker = { workerId: 'gpu-box', incarnation: 1 };
const checkpoint = { epoch: 4, sha256: 'c4' };
const config = sampleConfig();

const result = { accuracy: 0.1, members: [{ member: 1, testLoss: 1 / 3, testAccuracy: 0.1 }] };

const timePassed: JournalRecord = { atMs: 1, type: 'time-passed' };
const accepted: Command = { type: 'accepted' };

function reported(report: Report): JournalRecord {
  return { atMs: 1, type: 'attempt-reported', by: ANYBODY, worker, ref, sequence: 1, report };
}

const submission: JournalRecord = {
  atMs: 1,
  type: 'run-submitted',
  by: ANYBODY,
  runId,
  plan: { members: 2, minMembers: 2, epochs: 15, maxFailures: 3 },
  config,
  members: [{ seed: 7 }, { seed: 8 }],
};

const joined: JournalRecord = {
  atMs: 1,
  type: 'worker-joined',
  by: ANYBODY,
  worker,
  slots: 2,
  deviceKind: 'tensorflow: gpu',
  held: [],
  description: { hostname: 'gpu-box', backend: 'tensorflow', devices: [], versions: {} },
};

const line = { level: 'info', message: 'warming up', timeMs: 1 };

describe('people are told of a command', () => {
  /** What each command is and what people are told of it, with the run's id left out. */
  const table: Record<Command['type'], [Command, object | undefined][]> = {
    // Here the passing of time is accepted; the tests below try what else can be.
    accepted: [[accepted, undefined]],
    assign: [
      [
        { type: 'assign', workerId: 'gpu-box', ref, resume: undefined, again: false },
        { type: 'assigned', member: 2, attempt: 3, worker: 'gpu-box', resumedEpoch: 0 },
      ],
      [
        { type: 'assign', workerId: 'gpu-box', ref, resume: checkpoint, again: false },
        { type: 'assigned', member: 2, attempt: 3, worker: 'gpu-box', resumedEpoch: 4 },
      ],
      // They know already.
      [{ type: 'assign', workerId: 'gpu-box', ref, resume: checkpoint, again: true }, undefined],
    ],
    'attempt-ended': [
      [
        {
          type: 'attempt-ended',
          ref,
          kind: 'diverged',
          reason: 'the loss is not finite',
          retryAfterMs: 4000,
        },
        {
          type: 'lost',
          member: 2,
          attempt: 3,
          kind: 'diverged',
          reason: 'the loss is not finite',
          retried: true,
          retryAfterMs: 4000,
        },
      ],
      [
        { type: 'attempt-ended', ref, kind: 'worker-lost', reason: 'it left', retryAfterMs: 0 },
        {
          type: 'lost',
          member: 2,
          attempt: 3,
          kind: 'worker-lost',
          reason: 'it left',
          retried: true,
          retryAfterMs: 0,
        },
      ],
      [
        {
          type: 'attempt-ended',
          ref,
          kind: 'out-of-memory',
          reason: 'it is full',
          retryAfterMs: undefined,
        },
        {
          type: 'lost',
          member: 2,
          attempt: 3,
          kind: 'out-of-memory',
          reason: 'it is full',
          retried: false,
          retryAfterMs: 0,
        },
      ],
    ],
    'member-cancelled': [
      [
        { type: 'member-cancelled', runId, member: 3, reason: 'member 2 was given up' },
        {
          type: 'lost',
          member: 3,
          attempt: 0,
          kind: 'cancelled',
          reason: 'member 2 was given up',
          retried: false,
          retryAfterMs: 0,
        },
      ],
    ],
    'add-member': [[{ type: 'add-member', runId, member: 3, backupOf: 2 }, undefined]],
    'member-added': [
      [
        { type: 'member-added', runId, member: 3, backupOf: 2 },
        { type: 'added', member: 3, backupOf: 2 },
      ],
    ],
    notice: [
      [
        { type: 'notice', runId, message: 'gpu-box is set aside' },
        { type: 'notice', level: 'warn', message: 'gpu-box is set aside' },
      ],
    ],
    'run-ended': [
      [
        { type: 'run-ended', runId, outcome: { status: 'succeeded', result, reportSha256: 'r' } },
        { type: 'finished', status: 'succeeded', reason: '', result, reportSha256: 'r' },
      ],
      // As an older version's journal has it.
      [
        { type: 'run-ended', runId, outcome: { status: 'succeeded', result } },
        { type: 'finished', status: 'succeeded', reason: '', result },
      ],
      [
        { type: 'run-ended', runId, outcome: { status: 'failed', reason: 'member 1 failed' } },
        { type: 'finished', status: 'failed', reason: 'member 1 failed' },
      ],
      [
        { type: 'run-ended', runId, outcome: { status: 'cancelled', reason: 'as wished' } },
        { type: 'finished', status: 'cancelled', reason: 'as wished' },
      ],
    ],
    'run-stopped': [
      [
        { type: 'run-stopped', runId, membersDone: 2, expectedGain: 0.001, savedSeconds: 90 },
        { type: 'stopped', membersDone: 2, expectedGain: 0.001, savedSeconds: 90 },
      ],
    ],
    // What only workers and the coordinator must know.
    'validate-ensemble': [[{ type: 'validate-ensemble', runId, members: [1, 2] }, undefined]],
    stop: [[{ type: 'stop', workerId: 'gpu-box', ref, reason: 'over' }, undefined]],
    acknowledge: [[{ type: 'acknowledge', workerId: 'gpu-box', ref, sequence: 9 }, undefined]],
    'result-accepted': [[{ type: 'result-accepted', workerId: 'gpu-box', ref }, undefined]],
    'checkpoint-obsolete': [
      [{ type: 'checkpoint-obsolete', runId, sha256: checkpoint.sha256 }, undefined],
    ],
    drain: [[{ type: 'drain', workerId: 'gpu-box' }, undefined]],
    disconnect: [[{ type: 'disconnect', worker, reason: 'silent', refused: false }, undefined]],
    'sum-up': [[{ type: 'sum-up', runId }, undefined]],
  };

  test.each(Object.values(table).flat())('%j', (command, body) => {
    const expected = body ? [{ runId, body }] : [];
    expect(runEventsOf(timePassed, [command])).toEqual(expected);
  });
});

describe('people are told of a record that was accepted', () => {
  const figures = { epoch: 5, loss: 1.5, accuracy: 0.25, seconds: 8, samplesPerSecond: 125 };
  const evaluation = { testLoss: 1.1, testAccuracy: 0.6, predictionsSha256: 'p' };
  const files = { topologySha256: 't', weightsSha256: 'w' };
  const reports: Record<Report['type'], [JournalRecord, object | undefined]> = {
    started: [
      reported({ type: 'started', backend: 'tensorflow', device: 'gpu' }),
      { type: 'training', backend: 'tensorflow', device: 'gpu' },
    ],
    epoch: [reported({ type: 'epoch', ...figures }), { type: 'epoch', ...figures }],
    checkpoint: [
      reported({ type: 'checkpoint', ...checkpoint }),
      { type: 'checkpoint', ...checkpoint },
    ],
    predicting: [reported({ type: 'predicting' }), { type: 'predicting' }],
    result: [
      reported({ type: 'result', ...evaluation, ...files }),
      { type: 'done', ...evaluation, ...files },
    ],
    // The end of the attempt, a command of its own, says it all.
    failure: [reported({ type: 'failure', kind: 'diverged', message: 'NaN' }), undefined],
    'handed-back': [reported({ type: 'handed-back' }), undefined],
  };
  const validation = { loss: 1.2, accuracy: 0.5, predictionsSha256: 'v' };
  const sealed = reported({ type: 'result', ...evaluation, ...files, validation });
  const logged: JournalRecord = { atMs: 1, type: 'attempt-logged', worker, ref, line };
  const ofAttempts: [JournalRecord, object | undefined][] = [
    ...Object.values(reports),
    [logged, { type: 'log', line }],
    // Nobody hears before the end what a member is worth on the test set.
    [sealed, { type: 'done', predictionsSha256: 'p', ...files, validation }],
  ];

  test.each(ofAttempts)('%j', (record, body) => {
    const { member, attempt } = ref;
    const expected = body ? [{ runId, body: { ...body, member, attempt } }] : [];
    expect(runEventsOf(record, [accepted])).toEqual(expected);
    expect(runEventsOf(record, []), 'and of none that was refused').toEqual([]);
  });

  test('a submission, with configuration and members', () => {
    const body = { type: 'submitted', config, members: [{ seed: 7 }, { seed: 8 }] };
    expect(runEventsOf(submission, [accepted])).toEqual([{ runId, body }]);
    expect(runEventsOf(submission, [])).toEqual([]);
  });

  test('what happens to workers is no part of any run', () => {
    const drained: JournalRecord = {
      atMs: 1,
      type: 'worker-drained',
      by: ANYBODY,
      workerId: 'gpu-box',
    };
    for (const record of [joined, drained, timePassed]) {
      expect(runEventsOf(record, [accepted])).toEqual([]);
    }
  });
});

test('of one record several things may follow: they are told in the order of the commands', () => {
  const end: Command = {
    type: 'attempt-ended',
    ref,
    kind: 'cancelled',
    reason: 'its run was cancelled',
    retryAfterMs: undefined,
  };
  const outcome = { status: 'cancelled', reason: 'as wished' } as const;
  const record: JournalRecord = { atMs: 1, type: 'run-cancelled', runId };
  const commands: Command[] = [accepted, end, { type: 'run-ended', runId, outcome }];
  expect(typesOf(runEventsOf(record, commands))).toEqual(['lost', 'finished']);
});

describe('C6: the same records give the same events', () => {
  const run: JournalRecord[] = [
    { atMs: 0, type: 'coordinator-started', lostAfterMs: 15_000 },
    joined,
    submission,
    ...trainedBy(1, 1),
    { atMs: 20, type: 'attempt-logged', worker, ref: { runId, member: 2, attempt: 1 }, line },
    failure({ runId, member: 2, attempt: 1 }, 'trainer-crashed'),
    { atMs: 4_000, type: 'time-passed' },
    ...trainedBy(2, 2),
    {
      atMs: 5_000,
      type: 'run-summed',
      runId,
      outcome: { status: 'succeeded', result },
    },
  ];

  test('also when they have been to the journal and back', () => {
    const once = eventsOf(run);
    expect(typesOf(once)).toMatchObject({ 0: 'submitted', [once.length - 1]: 'finished' });
    expect(new Set(typesOf(once)).size).toBeGreaterThan(8);
    expect(eventsOf(run)).toEqual(once);
    expect(eventsOf(JSON.parse(JSON.stringify(run)) as JournalRecord[])).toEqual(once);
  });

  test('and more records only add events', () => {
    const whole = eventsOf(run);
    for (let length = 0; length < run.length; length++) {
      const some = eventsOf(run.slice(0, length));
      expect(whole.slice(0, some.length)).toEqual(some);
    }
  });

  function trainedBy(member: number, attempt: number): JournalRecord[] {
    const epochs = Array.from({ length: 15 }, (_, index): Report => {
      const figures = { loss: 1 / (index + 3), accuracy: 0.1 * index };
      return { type: 'epoch', epoch: index + 1, ...figures, seconds: 8, samplesPerSecond: 125 };
    });
    const started: Report = { type: 'started', backend: 'tensorflow', device: 'gpu' };
    const digests = { predictionsSha256: 'p', topologySha256: 't', weightsSha256: 'w' };
    const result: Report = { type: 'result', testLoss: 1 / 3, testAccuracy: 0.1, ...digests };
    const reports = [started, ...epochs, { type: 'predicting' } as const, result];
    return reports.map((report, index): JournalRecord & SchedulerEvent => ({
      atMs: (attempt - 1) * 4_000 + index,
      type: 'attempt-reported',
      by: ANYBODY,
      worker,
      ref: { runId, member, attempt },
      sequence: index + 1,
      report,
    }));
  }

  function failure(of: typeof ref, kind: FailureKind): JournalRecord {
    const report: Report = { type: 'failure', kind, message: 'it exited with status 9' };
    return {
      atMs: 30,
      type: 'attempt-reported',
      by: ANYBODY,
      worker,
      ref: of,
      sequence: 1,
      report,
    };
  }
});

function eventsOf(records: readonly JournalRecord[]): Happening[] {
  const state = newState();
  return records.flatMap((record) => runEventsOf(record, fold(state, record)));
}

function typesOf(happenings: readonly Happening[]): string[] {
  return happenings.map(({ body }) => body.type);
}
