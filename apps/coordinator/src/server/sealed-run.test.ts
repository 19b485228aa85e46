import { required } from '@chorus/proto';
import { checkChain, parseEvent, RunFolder } from '@chorus/run-files';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JOURNAL_FILE } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

let bench: Bench;
beforeEach(async () => (bench = await Bench.start()));
afterEach(() => bench[Symbol.asyncDispose]());

async function finishRun(): Promise<RunFolder> {
  const runId = await bench.submit({ members: 2 });
  const worker = bench.connect();
  for (let member = 1; member <= 2; member++) {
    const assignment = await worker.next('assignment');
    await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  }
  await bench.eventsUntil(runId, 'finished');
  return new RunFolder(bench.runsDir, runId);
}

/** Stops the coordinator, changes its journal, which is then read from the first record on, and starts it. */
async function restart(sql = ''): Promise<void> {
  await bench.coordinator.stop();
  const journal = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
  journal.exec(`DELETE FROM snapshots; ${sql}`);
  journal.close();
  await bench.startCoordinator();
}

/** The contents of a folder's files, by their paths. */
function contentsOf({ path }: RunFolder): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .toSorted();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(path, name), 'base64')]));
}

function sha256Of(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function linesOf({ eventsPath }: RunFolder): string[] {
  return readFileSync(eventsPath, 'utf8').trimEnd().split('\n');
}

test('F3: the manifest names every file that a run has left, and what is in it', async () => {
  const folder = await finishRun();
  const { 'manifest.json': _, ...contents } = contentsOf(folder);
  expect(folder.readManifest()).toEqual({
    ...{ version: 1, runId: folder.runId },
    events: { count: linesOf(folder).length, sha256: sha256Of(linesOf(folder).at(-1)!) },
    files: Object.entries(contents).map(([path, base64]) => {
      const bytes = Buffer.from(base64, 'base64');
      return { path, bytes: bytes.length, sha256: sha256Of(bytes) };
    }),
    sha256: expect.any(String),
  });
});

test('the report holds the events before it, and the last event the report', async () => {
  const folder = await finishRun();
  const lines = linesOf(folder);
  const events = lines.map((line) => ({ line, event: parseEvent(line) }));
  const digests = checkChain(folder.eventsPath, events)!;
  const { events: held } = folder.readReport();
  expect(held).toEqual({ count: lines.length - 1, sha256: digests.at(-2) });
  const reportSha256 = sha256Of(readFileSync(folder.reportPath));
  expect(events.at(-1)!.event).toMatchObject({ type: 'finished', reportSha256 });
});

test('C6, F3: a coordinator that reads its whole journal again leaves a sealed run as it is', async () => {
  const folder = await finishRun();
  const before = contentsOf(folder);
  await restart();
  expect(contentsOf(folder)).toEqual(before);
});

test('C6, F2: events and manifest that are gone are made again from the journal, to the byte', async () => {
  const folder = await finishRun();
  const before = contentsOf(folder);
  await bench.coordinator.stop();
  rmSync(folder.manifestPath);
  rmSync(folder.eventsPath);
  await restart();
  expect(contentsOf(folder)).toEqual(before);
});

test('C6, F2: a coordinator that was killed before it had sealed a run seals it when it is started again', async () => {
  const folder = await finishRun();
  const before = contentsOf(folder);
  await bench.coordinator.stop();
  rmSync(folder.manifestPath);
  writeFileSync(folder.eventsPath, readFileSync(folder.eventsPath, 'utf8').slice(0, -30));
  await restart();
  expect(contentsOf(folder)).toEqual(before);
});

test('C7: a run that goes on after a restart has one chain', async () => {
  const runId = await bench.submit({ members: 2 });
  const worker = bench.connect();
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  const second = await worker.next('assignment');
  const before = await bench.eventsUntil(runId, 'done');
  await restart();
  const back = bench.connect({ held: [required(second.attempt, 'attempt')] }, worker.reported);
  await back.succeed(second, predictions, EVALUATED);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.slice(0, before.length)).toEqual(before);
  const folder = new RunFolder(bench.runsDir, runId);
  const lines = linesOf(folder).map((line) => ({ line, event: parseEvent(line) }));
  expect(lines.map(({ event }) => event)).toEqual(events);
  expect(checkChain(folder.eventsPath, lines)).toHaveLength(lines.length);
});

test('a run that an older version began ends without chain and manifest', async () => {
  const runId = await bench.submit();
  const older = `UPDATE events SET record = json_remove(record, '$.chained')`;
  await restart(older);
  const worker = bench.connect();
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  for (const event of await bench.eventsUntil(runId, 'finished')) {
    expect(event).not.toHaveProperty('previous');
  }
  const folder = new RunFolder(bench.runsDir, runId);
  expect(folder.readManifest()).toBeUndefined();
  expect(folder.readReport()).not.toHaveProperty('events');
});

test('a run that fails is not sealed: it has no result to prove', async () => {
  const runId = await bench.submit();
  await bench.ask((client, callback) => client.cancelRun({ runId }, callback));
  await bench.eventsUntil(runId, 'finished');
  expect(new RunFolder(bench.runsDir, runId).readManifest()).toBeUndefined();
});
