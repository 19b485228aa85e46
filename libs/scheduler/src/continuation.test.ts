import { expect, test } from 'vitest';
import * as script from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { Command } from './events.ts';

/** A run whose members, three unless said otherwise, continue each other, of one epoch each, on one worker. */
function chained(change: script.Submitting = {}): ScriptedScheduler {
  const scheduler = new ScriptedScheduler();
  const submitted = script.submitted({ members: script.chain(3), epochs: 1, ...change });
  scheduler.happen(script.joined('w'), submitted);
  return scheduler;
}

/** The first attempt at a member reports its way to the result. @returns its commands */
function finish(
  scheduler: ScriptedScheduler,
  member: number,
  withCheckpoint = true,
  workerId = 'w',
): Command[] {
  const checkpoint = withCheckpoint ? [script.checkpoint(1, `end-of-${member}`)] : [];
  const reports = [script.started, script.epoch(1), script.predicting, ...checkpoint];
  const all = [...reports, script.result()];
  return scheduler.happen(
    ...all.map((report, index) =>
      script.reported(workerId, script.attempt(member), index + 1, report),
    ),
  );
}

test('N1: a member begins when the one that it continues is done, from its last checkpoint', () => {
  const scheduler = chained();
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
  const scheduler = chained();
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
  const scheduler = chained();
  const reason = 'its worker reported a result without a checkpoint of epoch 1';
  expect(finish(scheduler, 1, false)).toContainEqual(
    expect.objectContaining({ type: 'attempt-ended', kind: 'trainer-crashed', reason }),
  );
  expect(scheduler.member(1).state.phase).toBe('pending');
});

test('N2: of a member that none continues no checkpoint is wanted', () => {
  const scheduler = chained({ members: script.chain(2) });
  finish(scheduler, 1);
  finish(scheduler, 2, false);
  expect(scheduler.run().state.phase).toBe('summing');
});

test('N3: when a member is given up, so are those that continue it, directly or not; the run is content with the rest', () => {
  const scheduler = chained({ members: script.chain(4), minMembers: 1, maxFailures: 1 });
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
  const scheduler = chained({ maxFailures: 1 });
  const event = script.reported('w', script.attempt(1), 1, script.failure('diverged'));
  expect(scheduler.happen(event).at(-1)).toEqual({
    type: 'run-ended',
    runId: 'r1',
    outcome: { status: 'failed', reason: 'member 1 failed once (diverged): boom' },
  });
});

test('when the run ends, the checkpoint from which the next member begins is obsolete', () => {
  const scheduler = chained();
  finish(scheduler, 1);
  const obsolete = scheduler
    .happen(script.cancelled())
    .filter(({ type }) => type === 'checkpoint-obsolete');
  expect(obsolete).toEqual([{ type: 'checkpoint-obsolete', runId: 'r1', sha256: 'end-of-1' }]);
});

test('BACKUP-1: members that wait for another one keep no slot from the backup of another run', () => {
  const scheduler = chained();
  const other = script.submitted({ runId: 'r2', members: 2, maxFailures: 1, backups: true });
  scheduler.happen(script.joined('w2'), script.joined('w3'), other);
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

/** Members 2 and 3 continue member 1, member 4 member 2. */
const TREE = [{}, ...[1, 1, 2].map((member) => ({ continues: { member } }))];

test('N1: several members may begin where one ended, at once', () => {
  const scheduler = chained({ members: TREE });
  scheduler.happen(script.joined('w2'));
  const assigned = finish(scheduler, 1).filter(isAssignment);
  const resume = { epoch: 0, sha256: 'end-of-1' };
  expect(assigned).toMatchObject([
    { workerId: 'w', ref: { member: 2 }, resume },
    { workerId: 'w2', ref: { member: 3 }, resume },
  ]);
});

test('N4: a checkpoint from which two members begin is obsolete when both have one of their own', () => {
  const scheduler = chained({ members: TREE });
  scheduler.happen(script.joined('w2'));
  finish(scheduler, 1);
  const obsoleteAfter = (workerId: string, member: number) => {
    const reports = [script.started, script.epoch(1), script.checkpoint(1, `own-${member}`)];
    const events = reports.map((report, index) =>
      script.reported(workerId, script.attempt(member), index + 1, report),
    );
    return scheduler.happen(...events).filter(({ type }) => type === 'checkpoint-obsolete');
  };
  expect(obsoleteAfter('w', 2)).toEqual([]);
  expect(obsoleteAfter('w2', 3)).toEqual([
    { type: 'checkpoint-obsolete', runId: 'r1', sha256: 'end-of-1' },
  ]);
});

test('N4: a run that ends lets go of such a checkpoint once', () => {
  const scheduler = chained({ members: TREE });
  finish(scheduler, 1);
  const commands = scheduler.happen(script.cancelled());
  expect(commands.filter(({ type }) => type === 'checkpoint-obsolete')).toHaveLength(1);
});

test('N3: members that do not continue the one that was given up are trained', () => {
  const scheduler = chained({ members: TREE, minMembers: 1, maxFailures: 1 });
  finish(scheduler, 1);
  const cancelled = scheduler.fail(2).filter(({ type }) => type === 'member-cancelled');
  expect(cancelled).toMatchObject([{ member: 4 }]);
  expect(scheduler.holderOf(3)).toBe('w');
});

test.each([
  ['is continued', 2, 2],
  ['continues another', 1, 3],
])('BACKUP-3: a member that lags, but %s, gets no backup', (_, continued, lagging) => {
  const scheduler = new ScriptedScheduler();
  const members = [{}, {}, { continues: { member: continued } }];
  const submitted = script.submitted({ members, epochs: 1, backups: true });
  scheduler.happen(script.joined('w'), script.joined('w2'), submitted);
  finish(scheduler, 1);
  if (lagging === 3) finish(scheduler, 2, true, 'w2');
  expect(scheduler.holderOf(lagging)).toBeDefined();
  expect(scheduler.wait(60_000)).toEqual([]);
  const wished = { runId: 'r1', member: 4, backupOf: lagging } as const;
  expect(scheduler.happen({ type: 'member-added', atMs: 60_000, ...wished })).toEqual([]);
});

function isAssignment(command: Command): command is Command & { type: 'assign' } {
  return command.type === 'assign';
}
