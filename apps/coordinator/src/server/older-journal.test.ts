import type { RunSummary } from '@chorus/proto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../journal/schema.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { JOURNAL_FILE } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

/** A journal of schema version 5 had of a run's members the seeds, and whether they are snapshots. */
const TO_VERSION_5 = `
  UPDATE events SET record = json_set(
    json_remove(record, '$.members'),
    '$.memberSeeds',
    (SELECT json_group_array(value -> '$.seed') FROM json_each(record, '$.members')),
    '$.plan.snapshots',
    record -> '$.config.members.snapshots'
  ) WHERE type = 'run-submitted';
  PRAGMA user_version = 5`;

/** What a journal of schema version 3 did not have. */
const TO_VERSION_3 = `
  ${TO_VERSION_5};
  UPDATE events SET record = json_remove(record, '$.by');
  UPDATE events SET record = json_set(record, '$.rules', 2) WHERE type = 'coordinator-started';
  DROP TABLE snapshots;
  PRAGMA user_version = 3`;

/** Leaves a run that has ended and one that goes on; the coordinator is stopped. */
async function leaveRuns(bench: Bench): Promise<{ ended: string; open: string }> {
  const worker = bench.connect();
  const ended = await bench.submit();
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(ended, 'finished');
  const open = await bench.submit();
  await bench.eventsUntil(open, 'assigned');
  await bench.coordinator.stop();
  return { ended, open };
}

function changeJournal(bench: Bench, sql: string): void {
  const database = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
  database.exec(sql);
  database.close();
}

test('a journal of the version before opens, and its runs go on', async () => {
  await using bench = await Bench.start();
  const { ended, open } = await leaveRuns(bench);
  changeJournal(bench, TO_VERSION_3);
  await bench.startCoordinator();
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  expect(runs).toMatchObject([
    { runId: ended, status: 'succeeded', accuracy: 1 / 3 },
    { runId: open, status: 'running' },
  ]);
  await bench.ask((client, callback) => client.cancelRun({ runId: open }, callback));
  expect((await bench.eventsUntil(open, 'finished')).at(-1)).toMatchObject({ status: 'cancelled' });
});

describe('of a journal from before members said which one they continue', () => {
  test('a run of snapshots goes on where it was', async () => {
    await using bench = await Bench.start();
    const worker = bench.connect();
    const runId = await bench.submit({ members: 3, snapshots: true });
    const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
    const first = await worker.next('assignment');
    await worker.succeed(first, predictions, EVALUATED);
    await bench.eventsUntil(runId, 'done');
    await bench.coordinator.stop();
    changeJournal(bench, TO_VERSION_5);
    await bench.startCoordinator();
    const second = await bench.connect().next('assignment');
    expect(second).toMatchObject({
      attempt: { member: 2 },
      member: { seed: first.member!.seed, continues: { member: 1, epochs: 1 } },
      checkpointAtEnd: true,
    });
    const [submitted] = await bench.eventsUntil(runId, 'submitted');
    expect(submitted).toMatchObject({ members: [{}, {}, { continues: { member: 2, epochs: 2 } }] });
  });

  test.each([
    [false, 'stay, since its fold is the state that its coordinator had', 1],
    [true, 'are dropped, since its fold says more', 0],
  ])('with snapshots: %s, digests %s', async (snapshots, _, expected) => {
    await using bench = await Bench.start();
    await bench.submit({ members: 2, snapshots });
    await bench.coordinator.stop();
    changeJournal(bench, TO_VERSION_5);
    new SqliteJournal(join(bench.folder, JOURNAL_FILE)).close();
    const database = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
    const { count } = database.prepare('SELECT count(*) AS count FROM digests').get()!;
    database.close();
    expect(count).toBe(expected);
    await bench.startCoordinator();
  });
});

test('a journal of a newer version is refused in one line, and opens where it was written', async () => {
  await using bench = await Bench.start();
  await leaveRuns(bench);
  changeJournal(bench, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  await expect(bench.startCoordinator()).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/^the journal [^\n]* use the version of Chorus that wrote it$/),
  });
  changeJournal(bench, `PRAGMA user_version = ${SCHEMA_VERSION}`);
  await bench.startCoordinator();
});
