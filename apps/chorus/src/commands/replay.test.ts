import { JOURNAL_FILE } from '@chorus/coordinator';
import {
  Bench,
  CLASSES,
  EVALUATED,
  TEST_SAMPLES,
  fakePredictions,
} from '@chorus/coordinator/testing';
import { required, type RunEvent } from '@chorus/proto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runChorus, type Outcome } from '../testing/run-chorus.ts';

let bench: Bench;
/** What a coordinator left that was stopped. */
let journal: string;
/** What one left that was killed: the files as they were, the lock gone. */
let killed: string;
/** The events of a run that succeeded without its first member, and of one that was cancelled. */
let watched: RunEvent[];
let whileInUse: Outcome;

beforeAll(async () => {
  bench = await Bench.start();
  journal = join(bench.folder, JOURNAL_FILE);
  killed = join(bench.folder, 'killed.sqlite');
  const worker = bench.connect({ workerId: 'gpu-box', slots: 2 });
  const faults = { minMembers: 1, maxFailures: 1 };
  const first = await bench.submit({ members: 2, faults });
  const failing = required((await worker.next('assignment')).attempt, 'attempt');
  const succeeding = await worker.next('assignment');
  // Log lines have no numbers.
  worker.report(failing, { log: { level: 'info', message: 'warming up' } }, 0);
  worker.report(failing, { failure: { kind: 'diverged', message: 'the loss is not finite' } });
  await worker.succeed(succeeding, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  watched = await bench.eventsUntil(first, 'finished');
  const second = await bench.submit();
  await bench.ask((client, callback) => client.cancelRun({ runId: second }, callback));
  watched.push(...(await bench.eventsUntil(second, 'finished')));
  whileInUse = await runChorus(['replay', journal]);
  for (const suffix of ['', '-wal']) copyFileSync(journal + suffix, killed + suffix);
  await bench.coordinator.stop();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** A journal in which one thing was changed, its path as {@link expectRefusal} names it. */
function altered(name: string, sql: string): string {
  const path = join(bench.folder, name);
  copyFileSync(journal, path);
  const database = new DatabaseSync(path);
  expect(database.prepare(sql).run().changes).toBe(1);
  database.close();
  return path;
}

async function expectRefusal(path: string, message: string | RegExp): Promise<void> {
  const { exitStatus, stderr } = await runChorus(['replay', path]);
  expect(stderr).toMatch(/^chorus: [^\n]+\n$/);
  expect(stderr.replaceAll(path, 'PATH')).toMatch(message);
  expect(exitStatus).toBe(2);
}

test('replay --json prints what WatchRun streamed, one event per line', async () => {
  const { exitStatus, stdout, stderr } = await runChorus(['replay', journal, '--json']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(watched);
  expect(stderr).toMatch(/^(\d+) events of 2 runs; the state after event \1 is the same\n$/);
  expect(exitStatus).toBe(0);
});

test('replay prints for people when what happened in which run', async () => {
  const { exitStatus, stdout } = await runChorus(['replay', journal]);
  expect(exitStatus).toBe(0);
  const runs = [...new Set(watched.map(({ runId }) => runId))];
  const lines = stdout.trimEnd().split('\n');
  const times = lines.map((line) => Date.parse(line.split(' ', 1)[0]!));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times[0]).toBe(watched[0]!.timeMs);
  const shown = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  const named = shown.map((line) => line.replace(runs[0]!, 'RUN-1').replace(runs[1]!, 'RUN-2'));
  expect(`\n${named.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    RUN-1 2 members, shapes (synthetic), 6 training and 12 test samples, mlp of 19 parameters, 1 epoch, batch 2, learning rate 0.1, seed 1, threads 1
    RUN-1 member 1 goes to gpu-box
    RUN-1 member 2 goes to gpu-box
    RUN-1 member 1: warming up
    RUN-1 member 1 lost attempt 1: the loss is not finite; it is given up
    RUN-1 member 2 epoch 1/1: loss 1.0000, accuracy 0.5000, 1.0 s, 9 samples/s
    RUN-1 member 2 is done: test loss 1.0986, test accuracy 0.3333
    RUN-1 succeeded
    RUN-2 1 member, shapes (synthetic), 6 training and 12 test samples, mlp of 19 parameters, 1 epoch, batch 2, learning rate 0.1, seed 1, threads 1
    RUN-2 member 1 goes to gpu-box
    RUN-2 member 1 is stopped: its run was cancelled
    RUN-2 was cancelled
    "
  `);
});

test('replay shows that a run was deleted, by whom and when', async () => {
  await using deleting = await Bench.start();
  const runId = await deleting.submit();
  await deleting.ask((client, callback) => client.cancelRun({ runId }, callback));
  await deleting.ask((client, callback) => client.deleteRun({ runId }, callback));
  await deleting.coordinator.stop();
  const path = join(deleting.folder, JOURNAL_FILE);
  const { stdout, stderr } = await runChorus(['replay', path]);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    new RegExp(`Z ${runId} was deleted by anybody$`),
  );
  expect(stderr).toMatch(/events of 1 runs; the state after event \d+ is the same/);
  const asJson = await runChorus(['replay', path, '--json']);
  expect(JSON.parse(asJson.stdout.trimEnd().split('\n').at(-1)!)).toEqual({
    timeMs: expect.any(Number),
    runId,
    type: 'deleted',
    by: 'anybody',
  });
});

test('of a coordinator that was killed, replay cannot say that the state is the same', async () => {
  const { exitStatus, stderr } = await runChorus(['replay', killed, '--json']);
  expect(stderr).toMatch(/^\d+ events of 2 runs; the coordinator left no digest to compare .*\n$/);
  expect(exitStatus).toBe(0);
});

describe('replay refuses', () => {
  test('a journal that a coordinator uses', () => {
    expect(whileInUse).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `chorus: JOURNAL ${journal}: a coordinator uses it: stop it first, nothing is lost\n`,
    });
  });

  test('what is not there, and a folder', async () => {
    const missing = join(bench.folder, 'missing.sqlite');
    await expectRefusal(missing, 'chorus: JOURNAL PATH: there is no such file');
    await expectRefusal(bench.folder, 'chorus: JOURNAL PATH: there is no such file');
  });

  test('what is no journal, and leaves it as it is', async () => {
    const path = join(bench.folder, 'other');
    const database = new DatabaseSync(`${path}.sqlite`);
    database.exec('CREATE TABLE events (title TEXT)');
    database.close();
    for (const bytes of ['', 'no journal\n'.repeat(100), readFileSync(`${path}.sqlite`)]) {
      writeFileSync(path, bytes);
      await expectRefusal(path, 'chorus: JOURNAL PATH: it is no journal of Chorus');
      expect(readFileSync(path)).toEqual(Buffer.from(bytes));
      expect(readdirSync(bench.folder)).not.toContain('other-wal');
    }
  });

  test.each([
    [
      'was altered so that another state follows',
      `UPDATE events SET record = replace(record, '"slots":2', '"slots":1')
       WHERE type = 'worker-joined'`,
      /^chorus: PATH: the first \d+ events make another state than the coordinator had: they were/,
    ],
    [
      'was altered so that no state follows',
      `UPDATE events SET record = replace(record, '"members":[', '"others":[') WHERE sequence = 3`,
      /^chorus: PATH: event 3 cannot be: /,
    ],
    [
      'is no JSON',
      `UPDATE events SET record = substr(record, 1, 40) WHERE sequence = 3`,
      'chorus: the journal PATH is damaged: event 3 is no JSON',
    ],
    [
      'is missing',
      'DELETE FROM events WHERE sequence = 3',
      'chorus: the journal PATH lacks event 3',
    ],
  ])('a journal of which an event %s', async (what, sql, message) => {
    await expectRefusal(altered(`${what}.sqlite`, sql), message);
  });
});
