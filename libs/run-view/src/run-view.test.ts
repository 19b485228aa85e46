import type { RunEvent, RunEventBody } from '@chorus/proto';
import { describe, expect, test } from 'vitest';
import {
  assigned,
  cancelled,
  done,
  epoch,
  failed,
  lost,
  progress,
  sampleEvents,
  sampleReport,
  submitted,
  submittedChain,
  succeeded,
  training,
  viewOf,
} from '../testing/sample-run.ts';
import { applyEvent } from './apply-event.ts';
import { resultOf } from './run-result.ts';
import { waitsFor, worthOf, type RunView } from './run-view.ts';

function epochsOf({ members }: RunView, member = 1): number[] {
  return members[member - 1]!.epochs.map(({ epoch }) => epoch);
}

function phasesOf({ members }: RunView): string[] {
  return members.map(({ phase }) => phase);
}

test('a member waits for the one that it continues while that is not done and the run goes on', () => {
  const waits = (...events: Parameters<typeof viewOf>) => {
    const view = viewOf(submittedChain(3), ...events);
    return view.members.map((member) => waitsFor(member, view));
  };
  expect(waits(assigned(1))).toEqual([undefined, 1, 2]);
  expect(waits(assigned(1), done(1))).toEqual([undefined, undefined, 2]);
  expect(waits(failed('no member is left'))).toEqual([undefined, undefined, undefined]);
  const apart = viewOf(submitted(2));
  expect(apart.members.map((member) => waitsFor(member, apart))).toEqual([undefined, undefined]);
});

describe('an attempt that comes after another', () => {
  const first = [submitted(), assigned(1), training(1), epoch(1, 1), epoch(1, 2), epoch(1, 3)];
  const interrupted = [...first, progress(1, 4, 5), lost(1, 'worker-lost')];

  test('keeps the epochs up to its checkpoint and no later one', () => {
    const view = viewOf(...interrupted, assigned(1, 2, 2));
    expect(epochsOf(view)).toEqual([1, 2]);
    expect(view.members[0]).toMatchObject({ phase: 'assigned', attempt: 2, resumedEpoch: 2 });
    expect(view.members[0]!.progress).toBeUndefined();
  });

  test('has every epoch once when it has trained them', () => {
    const again = [assigned(1, 2, 2), training(1, 2), epoch(1, 3), epoch(1, 4)];
    expect(epochsOf(viewOf(...interrupted, ...again))).toEqual([1, 2, 3, 4]);
  });

  test('without a checkpoint keeps none', () => {
    const view = viewOf(...interrupted, assigned(1, 2, 0));
    expect(epochsOf(view)).toEqual([]);
    expect(view.members[0]!.resumedEpoch).toBe(0);
  });

  test('may go back behind a checkpoint that an attempt in between has resumed', () => {
    const view = viewOf(...interrupted, assigned(1, 2, 2), lost(1, 'bad-data'), assigned(1, 3, 1));
    expect(epochsOf(view)).toEqual([1]);
    expect(view.members[0]).toMatchObject({ attempt: 3, resumedEpoch: 1 });
  });

  test('leaves the epochs of other members alone', () => {
    const view = viewOf(...first, assigned(2), epoch(2, 1), lost(1, 'worker-lost'), assigned(1, 2));
    expect([epochsOf(view, 1), epochsOf(view, 2)]).toEqual([[], [1]]);
  });

  test('shows its epochs until it is assigned: they may be of use', () => {
    expect(epochsOf(viewOf(...interrupted))).toEqual([1, 2, 3]);
  });
});

describe('an attempt that is lost', () => {
  test.each([
    ['worker-lost', 'pending'],
    ['trainer-crashed', 'failed'],
    ['a kind of a newer version', 'failed'],
    ['cancelled', 'cancelled'],
  ])('by %s leaves its member %s, or waiting', (kind, phase) => {
    const retried = phase === 'pending';
    const view = viewOf(submitted(), assigned(1), training(1), lost(1, kind, { retried }));
    expect(phasesOf(view)).toEqual([phase, 'pending']);
    expect(view.members[0]).toMatchObject({ lostKind: kind, lostReason: `by ${kind}` });
    const waiting = viewOf(submitted(), assigned(1), lost(1, kind, { retried: true }));
    expect(phasesOf(waiting)).toEqual(['pending', 'pending']);
  });

  test('says why until another one is lost', () => {
    const view = viewOf(submitted(), assigned(1), lost(1, 'diverged'), assigned(1, 2));
    expect(view.members[0]).toMatchObject({ phase: 'assigned', lostKind: 'diverged' });
  });
});

describe('a run that has ended', () => {
  test('by being cancelled has no member that waits, and keeps those that are done', () => {
    const began = [submitted(4), assigned(1), done(1), assigned(2)];
    const view = viewOf(...began, lost(2, 'cancelled', { retried: false }), cancelled());
    expect(phasesOf(view)).toEqual(['done', 'cancelled', 'cancelled', 'cancelled']);
    expect(view).toMatchObject({ status: 'cancelled', reason: 'it was cancelled' });
    expect(view).not.toHaveProperty('result');
  });

  test('by being cancelled leaves a member that had failed before as it was', () => {
    const view = viewOf(submitted(), lost(1, 'diverged', { retried: false }), cancelled());
    expect(phasesOf(view)).toEqual(['failed', 'cancelled']);
  });

  test('says when and why', () => {
    const events = sampleEvents(submitted(), failed('member 1 failed'));
    const view = events.reduce<RunView | undefined>(applyEvent, undefined);
    const [submittedMs, finishedMs] = events.map(({ timeMs }) => timeMs);
    expect(view).toMatchObject({ submittedMs, finishedMs, status: 'failed' });
    expect(view!.reason).toBe('member 1 failed');
    expect(viewOf(submitted(), succeeded()).result).toEqual(resultOf(sampleReport()));
  });
});

test('a backup is one member more', () => {
  const view = viewOf(submitted(2), { type: 'added', member: 3, backupOf: 2 }, assigned(3));
  expect(view.members[2]).toMatchObject({
    ...{ member: 3, backupOf: 2, phase: 'assigned', attempt: 1 },
  });
});

test('what cannot be is refused: a run that begins in its middle, a member that is not there', () => {
  expect(() => viewOf(assigned(1))).toThrow(
    new RangeError("run 20260102-030405-abcd begins with 'assigned'"),
  );
  expect(() => viewOf(submitted(2), assigned(3))).toThrow(
    new RangeError('run 20260102-030405-abcd has no member 3'),
  );
});

test('notices, log lines and checkpoints change nothing', () => {
  const before = viewOf(submitted(), assigned(1));
  const after = viewOf(
    submitted(),
    assigned(1),
    { type: 'notice', level: 'warn', message: 'gpu-box is set aside' },
    {
      type: 'log',
      member: 1,
      attempt: 1,
      line: { level: 'info', message: 'warming up', timeMs: 1 },
    },
    { type: 'checkpoint', member: 1, attempt: 1, epoch: 1, sha256: 'ab' },
  );
  expect(after).toEqual(before);
});

describe('a run with a validation set', () => {
  const validation = { loss: 1.2, accuracy: 0.5, predictionsSha256: 'v' };
  const doneSealed = { type: 'done', member: 1, attempt: 1, predictionsSha256: 'p', validation };
  const worth = { members: [1], accuracy: 0.5, accuracyLow: 0.4, accuracyHigh: 0.6 };
  const events = [
    submitted(),
    doneSealed as RunEventBody,
    { type: 'validated', ...worth } as RunEventBody,
  ];

  test('shows what members are worth on the test set when it has succeeded, not before', () => {
    const before = viewOf(...events);
    expect(worthOf(before.members[0]!)).toMatchObject({ set: 'validation', accuracy: 0.5 });
    const after = viewOf(...events, succeeded());
    expect(worthOf(after.members[0]!)).toEqual({ set: 'test', loss: 1.07, accuracy: 0.63 });
  });

  test('keeps what each ensemble was worth', () => {
    expect(viewOf(...events).ensembles).toEqual([worth]);
  });

  test('that ends early trains no member that waits', () => {
    const stopped = { membersDone: 1, expectedGain: 0, savedSeconds: 9 };
    const view = viewOf(...events, { type: 'stopped', ...stopped });
    expect(phasesOf(view)).toEqual(['done', 'cancelled']);
    expect(view.members[1]).toMatchObject({ lostReason: 'its run ends early' });
    expect(view.stopped).toEqual(stopped);
  });
});

test('an event of a type that only a newer version knows changes nothing', () => {
  const view = viewOf(submitted(), assigned(1));
  const before = structuredClone(view);
  const about = { sequence: 3, timeMs: 1, runId: view.runId };
  for (const event of [
    { ...about, type: 'renamed', name: 'first' },
    { ...about, type: 'weighed', member: 1, weight: 2 },
  ]) {
    expect(applyEvent(view, event as unknown as RunEvent)).toEqual(before);
  }
});
