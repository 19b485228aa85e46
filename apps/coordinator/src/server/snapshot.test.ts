import { required, type Assignment, type RunEvent, type RunSummary } from '@chorus/proto';
import { newState } from '@chorus/scheduler';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { stateDigest, fold } from './ledger.ts';
import { JOURNAL_FILE } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker } from './testing/fake-worker.ts';

const predictions = fakePredictions(TEST_SAMPLES, CLASSES);

let bench: Bench;
let worker: FakeWorker;
let ended: string;
/** A run of two members, of which the first is done. */
let open: string;
/** The second one's. */
let assignment: Assignment;
/** What happened in both until the coordinator was stopped, and how they were listed. */
let before: { ended: RunEvent[]; open: RunEvent[]; listed: RunSummary[] };

beforeEach(async () => {
  bench = await Bench.start();
  worker = bench.connect();
  ended = await bench.submit();
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(ended, 'finished');
  open = await bench.submit({ members: 2 });
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  assignment = await worker.next('assignment');
  before = {
    ended: await bench.eventsUntil(ended, 'finished'),
    open: await bench.eventsUntil(open, (event) => event.type === 'assigned' && event.member === 2),
    listed: await listed(),
  };
  await bench.coordinator.stop();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function listed(): Promise<RunSummary[]> {
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  return runs;
}

function changeJournal(sql: string): void {
  const database = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
  database.exec(sql);
  database.close();
}

/** From now on only a snapshot can tell what the first records say. */
function spoilTheBeginning(): void {
  changeJournal(`UPDATE events SET record = 'spoilt' WHERE sequence < 5`);
}

async function expectAsBefore(): Promise<void> {
  expect(await listed()).toEqual(before.listed);
  expect(await bench.eventsUntil(ended, 'finished')).toEqual(before.ended);
  const last = before.open.length;
  expect(await bench.eventsUntil(open, ({ sequence }) => sequence === last)).toEqual(before.open);
}

describe('a start', () => {
  test('reads no record that its snapshot stands for, and goes on as if it had', async () => {
    spoilTheBeginning();
    await bench.startCoordinator();
    await expectAsBefore();
    const back = bench.connect(
      { held: [required(assignment.attempt, 'attempt')] },
      worker.reported,
    );
    await back.succeed(assignment, predictions, EVALUATED);
    const events = await bench.eventsUntil(open, 'finished');
    expect(events.at(-1)).toMatchObject({ status: 'succeeded', sequence: events.length });
    const description = readFileSync(join(bench.runsDir, open, 'run.json'), 'utf8');
    expect(JSON.parse(description)).toMatchObject({ workers: { fake: {} } });
  });

  test('from a snapshot comes to the state that the whole journal makes', async () => {
    await bench.startCoordinator();
    const back = bench.connect(
      { held: [required(assignment.attempt, 'attempt')] },
      worker.reported,
    );
    const cancelled = await bench.submit();
    await bench.ask((client, callback) => client.cancelRun({ runId: cancelled }, callback));
    back.report(required(assignment.attempt, 'attempt'), {
      started: { backend: 'fake', device: 'none' },
    });
    await bench.eventsUntil(open, (event) => event.type === 'training' && event.member === 2);
    await bench.coordinator.stop();
    const journal = new SqliteJournal(join(bench.folder, JOURNAL_FILE));
    const state = newState();
    for (const record of journal.records()) fold(state, record);
    const { sequence, sha256 } = journal.lastDigest()!;
    const { length } = [...journal.records()];
    journal.close();
    await bench.startCoordinator();
    expect([sequence, sha256]).toEqual([length, stateDigest(state)]);
  });

  test('lists a run of the snapshot whose folder is gone, as it would from the journal', async () => {
    spoilTheBeginning();
    rmSync(join(bench.runsDir, ended), { recursive: true });
    await bench.startCoordinator();
    const gone = { runId: ended, status: 'succeeded', filesGone: true };
    expect(await listed()).toMatchObject([gone, { runId: open }]);
  });
});

describe('SNAPSHOT-1: the journal is read from its beginning when', () => {
  const fileOf = (runId: string, name: string) => join(bench.runsDir, runId, name);

  test.each([
    ['another version made the snapshot', () => replaceInSnapshot('"format":1', '"format":0')],
    ['the snapshot is spoilt', () => replaceInSnapshot('{', '')],
    ['its state is none of this version', () => replaceInSnapshot('lostAfterMs', 'lostAfter')],
    [
      'a run that has ended lacks events in its file',
      () => truncateSync(fileOf(ended, 'events.jsonl'), 500),
    ],
    ['it has no such file', () => rmSync(fileOf(ended, 'events.jsonl'))],
    [
      'the file of a run that goes on was altered',
      () => {
        const path = fileOf(open, 'events.jsonl');
        const text = readFileSync(path, 'utf8');
        writeFileSync(path, text.replace('"testAccuracy":0.3', '"testAccuracy":0.9'));
      },
    ],
    ['it is gone', () => rmSync(fileOf(open, 'events.jsonl'))],
    [
      'a member that is done lacks its files',
      () => rmSync(fileOf(open, 'predictions/member-1.npy')),
    ],
  ])('%s', async (_, spoil) => {
    spoil();
    await bench.startCoordinator();
    await expectAsBefore();
    expect(readFileSync(fileOf(open, 'predictions/member-1.npy')).length).toBeGreaterThan(0);
    await bench.coordinator.stop();
    spoil();
    spoilTheBeginning();
    await expect(bench.startCoordinator()).rejects.toMatchObject({ code: 'corrupt' });
    changeJournal('DELETE FROM events; DELETE FROM snapshots');
    await bench.startCoordinator();
  });

  function replaceInSnapshot(from: string, to: string): void {
    changeJournal(`UPDATE snapshots SET snapshot = replace(snapshot, '${from}', '${to}')`);
  }
});
