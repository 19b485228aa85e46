import { expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { Command } from './events.ts';
import type { RunPlan } from './run.ts';

/** Snapshots of one training on one worker, epochs of which there is one for each member. */
function snapshots(plan: Partial<RunPlan> = {}): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  const submitted = script.submitted({ members: 3, epochs: 1, snapshots: true, ...plan });
  scheduler.happen(script.joined('w'), submitted);
  return scheduler;
}

/** The first attempt at a member reports its way to the result. @returns its commands */
function finish(scheduler: ScriptedScheduler, member: number, withCheckpoint = true): Command[] {
  const checkpoint = withCheckpoint ? [script.checkpoint(1, `end-of-${member}`)] : [];
  const reports = [script.started, script.epoch(1), script.predicting, ...checkpoint];
  const all = [...reports, script.result()];
  return scheduler.happen(
    ...all.map((report, index) => script.reported('w', script.attempt(member), index + 1, report)),
  );
}

test('N1: a member begins when the one before is done, from its last checkpoint', () => {
  const scheduler = snapshots();
  scheduler.happen(script.joined('idle'));
  expect([1, 2, 3].map((member) => scheduler.holderOf(member))).toEqual([
    'w',
    undefined,
    undefined,
  ]);
  expect(finish(scheduler, 1)).toContainEqual({
    type: 'assign',
    workerId: 'w',
    ref: script.attempt(2),
    resume: { epoch: 0, sha256: 'end-of-1' },
    again: false,
  });
  expect(scheduler.holderOf(3)).toBeUndefined();
});

test('a member is tried again from there until it has a checkpoint of its own', () => {
  const scheduler = snapshots({ epochs: 1 });
  finish(scheduler, 1);
  const [second] = scheduler.happen(script.left('w'), script.joined('w2')).filter(isAssignment);
  expect(second).toMatchObject({ resume: { epoch: 0, sha256: 'end-of-1' } });
  const report = (sequence: number, body: Parameters<typeof script.reported>[3]) =>
    script.reported('w2', script.attempt(2, 2), sequence, body);
  scheduler.happen(report(1, script.started), report(2, script.epoch(1)));
  expect(scheduler.happen(report(3, script.checkpoint(1, 'own')))).toContainEqual({
    type: 'checkpoint-obsolete',
    runId: 'r1',
    sha256: 'end-of-1',
  });
  const [third] = scheduler.happen(script.left('w2'), script.joined('w3')).filter(isAssignment);
  expect(third).toMatchObject({ resume: { epoch: 1, sha256: 'own' } });
});

test("N2: a result without the member's last checkpoint is not taken", () => {
  const scheduler = snapshots();
  const reason = 'its worker reported a result without a checkpoint of epoch 1';
  expect(finish(scheduler, 1, false)).toContainEqual(
    expect.objectContaining({ type: 'attempt-ended', kind: 'trainer-crashed', reason }),
  );
  expect(scheduler.member(1).state.phase).toBe('pending');
});

test('N2: of the last member no checkpoint is wanted', () => {
  const scheduler = snapshots({ members: 2 });
  finish(scheduler, 1);
  finish(scheduler, 2, false);
  expect(scheduler.run().state.phase).toBe('summing');
});

test('N3: when a member is given up, the run is content with those before it', () => {
  const scheduler = snapshots({ members: 4, minMembers: 1, maxFailures: 1 });
  finish(scheduler, 1);
  const commands = scheduler.happen(
    script.reported('w', script.attempt(2), 1, script.failure('diverged')),
  );
  const reason = 'it goes on from member 2, which was given up';
  expect(commands.filter(({ type }) => type === 'member-cancelled')).toEqual(
    [3, 4].map((member) => ({ type: 'member-cancelled', runId: 'r1', member, reason })),
  );
  expect(commands.at(-1)).toEqual({ type: 'sum-up', runId: 'r1' });
});

test('N3: the run fails with the reason of the member that was given up', () => {
  const scheduler = snapshots({ maxFailures: 1 });
  const event = script.reported('w', script.attempt(1), 1, script.failure('diverged'));
  expect(scheduler.happen(event).at(-1)).toEqual({
    type: 'run-ended',
    runId: 'r1',
    outcome: { status: 'failed', reason: 'member 1 failed once (diverged): boom' },
  });
});

test('when the run ends, the checkpoint that the next member goes on from is obsolete', () => {
  const scheduler = snapshots();
  finish(scheduler, 1);
  const obsolete = scheduler
    .happen(script.cancelled())
    .filter(({ type }) => type === 'checkpoint-obsolete');
  expect(obsolete).toEqual([{ type: 'checkpoint-obsolete', runId: 'r1', sha256: 'end-of-1' }]);
});

test('BACKUP-1: members that wait for the one before keep no slot from the backup of another run', () => {
  const scheduler = snapshots();
  const plan = { members: 1, minMembers: 1, epochs: 2, maxFailures: 1, backups: true };
  scheduler.happen(script.joined('w2'), script.joined('w3'), {
    type: 'run-submitted',
    atMs: 0,
    runId: 'r2',
    plan: { ...plan, members: 2, minMembers: 2 },
  });
  const { attempt, reported } = script;
  const [quick, slow] = [attempt(1, 1, 'r2'), attempt(2, 1, 'r2')];
  scheduler.happen(
    ...[script.started, script.epoch(1), script.epoch(2), script.predicting, script.result()].map(
      (report, index) => reported('w2', quick, index + 1, report, { atMs: 10_000 }),
    ),
    reported('w3', slow, 1, script.started),
  );
  expect(scheduler.wait(60_000)).toContainEqual(
    expect.objectContaining({ type: 'add-member', runId: 'r2', member: 3, backupOf: 2 }),
  );
});

function isAssignment(command: Command): command is Command & { type: 'assign' } {
  return command.type === 'assign';
}
