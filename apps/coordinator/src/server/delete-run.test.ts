import type { RunSummary } from '@chorus/proto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { JOURNAL_FILE } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function finishedRun(): Promise<string> {
  const worker = bench.connect();
  const runId = await bench.submit();
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  worker.vanish();
  return runId;
}

/** @returns what the coordinator says of the folder */
async function deleteRun(runId: string): Promise<string> {
  const { folderProblem } = await bench.ask<{ folderProblem: string }>((client, callback) =>
    client.deleteRun({ runId }, callback),
  );
  return folderProblem;
}

async function listedRuns(): Promise<string[]> {
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  return runs.map(({ runId }) => runId);
}

const folderOf = (runId: string) => join(bench.runsDir, runId);

describe('a run that was deleted', () => {
  test('is listed no more, nor is anything of it left, also after a restart', async () => {
    const runId = await finishedRun();
    const other = await finishedRun();
    expect(await deleteRun(runId)).toBe('');
    const warn = vi.fn();
    for (const restart of [false, true]) {
      if (restart) {
        await bench.coordinator.stop();
        await bench.startCoordinator({ warn });
      }
      expect(existsSync(folderOf(runId))).toBe(false);
      expect(await listedRuns()).toEqual([other]);
      const deleted = {
        code: 'not-found',
        message: expect.stringContaining(`${runId} was deleted`),
      };
      await expect(bench.eventsUntil(runId, 'finished')).rejects.toMatchObject(deleted);
      await expect(bench.fetchFiles(runId)).rejects.toMatchObject(deleted);
      await expect(deleteRun(runId)).rejects.toMatchObject(deleted);
    }
    expect(warn, 'its folder is missed by nobody').not.toHaveBeenCalled();
  });

  test('and whose folder was gone before is said to have none', async () => {
    const runId = await finishedRun();
    rmSync(folderOf(runId), { recursive: true });
    expect(await deleteRun(runId)).toBe(`its folder ${folderOf(runId)} was gone already`);
    expect(await listedRuns()).toEqual([]);
  });

  test('is in the journal, with who did it', async () => {
    const runId = await finishedRun();
    await deleteRun(runId);
    await bench.coordinator.stop();
    const journal = new SqliteJournal(join(bench.folder, JOURNAL_FILE));
    const records = [...journal.records()];
    journal.close();
    await bench.startCoordinator();
    expect(records.at(-1)).toMatchObject({ type: 'run-deleted', runId, by: { name: 'anybody' } });
  });

  test('just before its coordinator was killed loses its folder at the next start, and only then', async () => {
    const runId = await finishedRun();
    await deleteRun(runId);
    await bench.coordinator.stop();
    // One that is killed leaves no snapshot of its end.
    const journal = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
    journal.exec('DELETE FROM snapshots');
    journal.close();
    mkdirSync(folderOf(runId));
    await bench.startCoordinator();
    await vi.waitUntil(() => !existsSync(folderOf(runId)));
    await bench.coordinator.stop();
    // Somebody has put it back.
    mkdirSync(folderOf(runId));
    await bench.startCoordinator();
    await finishedRun();
    expect(existsSync(folderOf(runId))).toBe(true);
  });
});

test('a run that goes on is not deleted, nor one without a name', async () => {
  const runId = await bench.submit();
  const refused = { code: 'refused', message: expect.stringContaining(`chorus cancel ${runId}`) };
  await expect(deleteRun(runId)).rejects.toMatchObject(refused);
  await expect(deleteRun('')).rejects.toMatchObject({ code: 'invalid' });
  expect(await listedRuns()).toEqual([runId]);
});
