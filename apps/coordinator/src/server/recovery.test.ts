import { datasetFilePath } from '@chorus/data';
import { required, type RunSummary } from '@chorus/proto';
import { RunFolder } from '@chorus/run-files';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { JOURNAL_FILE } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

const predictions = fakePredictions(TEST_SAMPLES, CLASSES);

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('a run whose dataset is gone', () => {
  test('is cancelled with the reason when the coordinator is started again, the others go on', async () => {
    const worker = bench.connect();
    const done = await bench.submit();
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    await bench.eventsUntil(done, 'finished');
    const runId = await bench.submit();
    const { attempt } = await worker.next('assignment');
    await bench.coordinator.stop();
    rmSync(datasetFilePath(bench.folder, bench.dataset.sha256));
    await bench.startCoordinator();
    const back = bench.connect({ held: [required(attempt, 'attempt')] });
    expect((await back.next('stop')).attempt).toEqual(attempt);
    const events = await bench.eventsUntil(runId, 'finished');
    const reason = expect.stringContaining(bench.dataset.sha256);
    expect(events.at(-1)).toMatchObject({ status: 'cancelled', reason });
    expect((await bench.eventsUntil(done, 'finished')).at(-1)).toMatchObject({
      status: 'succeeded',
    });
    await bench.coordinator.stop();
    await bench.startCoordinator();
    expect(await bench.eventsUntil(runId, 'finished')).toEqual(events);
  });
});

/** Trains a run of one member to its end. @returns its id */
async function finishedRun(): Promise<string> {
  const worker = bench.connect();
  const runId = await bench.submit();
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  worker.vanish();
  return runId;
}

async function summaryOf(runId: string): Promise<RunSummary> {
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  return runs.find((run) => run.runId === runId)!;
}

function putFileInPlaceOf(folder: string): void {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
}

describe('a run that has ended', () => {
  test.each([
    ['gone', (folder: string) => rmSync(folder, { recursive: true })],
    ['a file', putFileInPlaceOf],
  ])(
    'and whose folder is %s is named once, listed so, and left alone; others go on',
    async (_, spoil) => {
      const runId = await finishedRun();
      await bench.coordinator.stop();
      spoil(join(bench.runsDir, runId));
      const before = readdirSync(bench.runsDir);
      const warn = vi.fn();
      await bench.startCoordinator({ warn });
      expect(warn.mock.calls).toEqual([[expect.stringContaining(runId)]]);
      expect(await summaryOf(runId)).toMatchObject({ status: 'succeeded', filesGone: true });
      const gone = (what: string) => ({
        code: 'not-found',
        message: expect.stringContaining(`run ${runId} has no ${what} any more`),
      });
      await expect(bench.eventsUntil(runId, 'finished')).rejects.toMatchObject(gone('events'));
      await expect(bench.fetchFiles(runId)).rejects.toMatchObject(gone('files'));
      expect(readdirSync(bench.runsDir)).toEqual(before);
      expect(await summaryOf(await finishedRun())).toMatchObject({ status: 'succeeded' });
    },
  );

  test.each([
    ['missing', (path: string) => rmSync(path)],
    [
      'cut off, as a coordinator leaves it that is killed just then',
      (path: string) => truncateSync(path, 500),
    ],
  ])('and whose events.jsonl is %s has it written anew', async (_, spoil) => {
    const runId = await finishedRun();
    const before = await bench.eventsUntil(runId, 'finished');
    await bench.coordinator.stop();
    spoil(join(bench.runsDir, runId, 'events.jsonl'));
    await bench.startCoordinator();
    expect(await bench.eventsUntil(runId, 'finished')).toEqual(before);
  });

  test('and whose events.jsonl is a folder keeps nobody from starting, and still tells its events', async () => {
    const runId = await finishedRun();
    const before = await bench.eventsUntil(runId, 'finished');
    await bench.coordinator.stop();
    const path = join(bench.runsDir, runId, 'events.jsonl');
    rmSync(path);
    mkdirSync(path);
    const warn = vi.fn();
    await bench.startCoordinator({ warn });
    expect(warn.mock.calls).toEqual([[expect.stringContaining(path)]]);
    expect(await bench.eventsUntil(runId, 'finished')).toEqual(before);
  });

  test('and whose events.jsonl was altered says where, and what to do', async () => {
    const runId = await finishedRun();
    const path = join(bench.runsDir, runId, 'events.jsonl');
    const [first, , ...rest] = readFileSync(path, 'utf8').split('\n');
    await bench.coordinator.stop();
    writeFileSync(path, [first, '{', ...rest].join('\n'));
    await bench.startCoordinator();
    await expect(bench.eventsUntil(runId, 'finished')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/events\.jsonl:2: .*without that file/),
    });
  });
});

describe('a run that has not ended', () => {
  test('and had nothing in its folder has it made again when it is gone', async () => {
    const runId = await bench.submit();
    await bench.coordinator.stop();
    rmSync(join(bench.runsDir, runId), { recursive: true });
    await bench.startCoordinator();
    const worker = bench.connect();
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    const events = await bench.eventsUntil(runId, 'finished');
    expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  });

  const gone = (path: string) => rmSync(path, { recursive: true });
  test.each([
    ['folder is gone', (folder: string) => gone(folder), 'is gone'],
    ['folder is a file', putFileInPlaceOf, 'is a file'],
    ['uploads are gone', (folder: string) => gone(join(folder, 'artifacts')), 'there is no file'],
    ['result is gone', (folder: string) => gone(join(folder, 'predictions')), 'there is no file'],
  ])('and whose %s fails with the reason, others go on', async (what, spoil, reason) => {
    const worker = bench.connect({ slots: 2 });
    const runId = await bench.submit({ members: 2 });
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    await worker.next('accepted');
    await bench.coordinator.stop();
    const folder = join(bench.runsDir, runId);
    if (what.startsWith('uploads')) gone(join(folder, 'predictions', 'member-1.npy'));
    if (what.startsWith('result')) gone(join(folder, 'artifacts'));
    spoil(folder);
    await bench.startCoordinator();
    const events = await bench.eventsUntil(runId, 'finished');
    expect(events.at(-1)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(reason),
    });
    expect(await summaryOf(await finishedRun())).toMatchObject({ status: 'succeeded' });
  });
});

test('RUN-1: a run whose result cannot be kept fails with the reason, others go on', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const folder = join(bench.runsDir, runId);
  const assignment = await worker.next('assignment');
  writeFileSync(join(folder, 'members'), 'in the way');
  await worker.succeed(assignment, predictions, EVALUATED);
  const events = await bench.eventsUntil(runId, 'finished');
  const reason = expect.stringMatching(/its files cannot be kept: .*members/);
  expect(events.at(-1)).toMatchObject({ status: 'failed', reason });
  expect(readdirSync(join(folder, 'predictions'))).toEqual([]);
  worker.vanish();
  expect(await summaryOf(await finishedRun())).toMatchObject({ status: 'succeeded' });
  await bench.coordinator.stop();
  await bench.startCoordinator();
  expect(await bench.eventsUntil(runId, 'finished')).toEqual(events);
});

describe('a run whose folder is deleted while it trains', () => {
  test('fails within a moment, which those who watch are told; nothing is made again', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const { attempt } = await worker.next('assignment');
    worker.report(required(attempt, 'attempt'), { started: { backend: 'fake', device: 'none' } });
    const watching = bench.eventsUntil(runId, 'finished');
    const folder = join(bench.runsDir, runId);
    // From then on the coordinator has nothing to write there.
    await vi.waitFor(() => {
      const { workers } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
      expect(workers).not.toEqual({});
    }, 5_000);
    rmSync(folder, { recursive: true });
    const last = (await watching).at(-1);
    const reason = expect.stringMatching(/its files cannot be kept: its folder .* is gone/);
    expect(last).toMatchObject({ status: 'failed', reason });
    await worker.next('stop');
    expect(readdirSync(bench.runsDir)).toEqual([]);
    expect(await summaryOf(await finishedRun())).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    'labels.npy',
    'members/1/weights.bin',
    'members/1/model.json',
    'tensorboard/member-1',
  ])('or only %s of it, does not succeed without it', async (name) => {
    const worker = bench.connect({ slots: 2 });
    const runId = await bench.submit({ members: 2 });
    const [first, second] = [await worker.next('assignment'), await worker.next('assignment')];
    await worker.succeed(first, predictions, EVALUATED);
    await worker.next('accepted');
    const { member } = required(first.attempt, 'attempt');
    const path = join(bench.runsDir, runId, name.replace('1', String(member)));
    rmSync(path, { recursive: true });
    await worker.succeed(second, predictions, EVALUATED);
    const events = await bench.eventsUntil(runId, 'finished');
    expect(events.at(-1)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(`${path} was deleted`),
    });
  });
});

test('LEDGER-3: a disk that is full when the report is made stops the coordinator; with room again it is made', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const writing = vi.spyOn(RunFolder.prototype, 'writeReport').mockImplementationOnce(() => {
    throw full;
  });
  const worker = bench.connect();
  const runId = await bench.submit();
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  expect((await bench.coordinator.failed).message).toContain('the disk is full');
  await bench.coordinator.stop();
  await bench.startCoordinator();
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  writing.mockRestore();
});

test('a result that the coordinator itself cannot read fails the run and not the worker', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const assignment = await worker.next('assignment');
  const attempt = required(assignment.attempt, 'attempt');
  const files = await worker.uploadResult(assignment, predictions);
  writeFileSync(join(bench.runsDir, runId, 'artifacts', files.predictionsSha256), 'spoilt');
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  worker.report(attempt, { result: { ...EVALUATED, ...files } });
  expect((await worker.next('stop')).attempt).toEqual(attempt);
  const [lost, finished] = (await bench.eventsUntil(runId, 'finished')).slice(-2);
  expect(lost).toMatchObject({ type: 'lost', kind: 'cancelled' });
  const reason = expect.stringMatching(/^the coordinator cannot check a result: .* was altered/);
  expect(finished).toMatchObject({ status: 'failed', reason });
});

test('a result that was refused is not taken for the one that counts after a restart', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const early = await worker.next('assignment');
  const attempt = required(early.attempt, 'attempt');
  const other = predictions.map((_, index) => (index % CLASSES === 0 ? 0.5 : 0.25));
  const files = await worker.uploadResult(early, other);
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  // True, but before it has trained: a lie.
  const evaluated = { testLoss: (5 / 3) * Math.LN2, testAccuracy: 1 / 3 };
  worker.report(attempt, { result: { ...evaluated, ...files } });
  const second = await worker.next('assignment');
  expect(second.attempt).toEqual({ ...attempt, attempt: 2 });
  await bench.coordinator.stop();
  await bench.startCoordinator();
  const back = bench.connect({ held: [required(second.attempt, 'attempt')] }, worker.reported);
  await back.succeed(second, predictions, EVALUATED);
  await back.next('accepted');
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
});

describe('a coordinator that cannot start', () => {
  test('leaves its journal to one that can: it could not read it', async () => {
    await bench.submit();
    await bench.coordinator.stop();
    const spoil = (from: string, to: string) => {
      const journal = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
      // Else what it stands for is not read.
      journal.exec('DELETE FROM snapshots');
      journal.exec(`UPDATE events SET record = replace(record, '${from}', '${to}')`);
      journal.close();
    };
    spoil('{"atMs"', '{atMs');
    await expect(bench.startCoordinator()).rejects.toMatchObject({ code: 'corrupt' });
    spoil('{atMs', '{"atMs"');
    await bench.startCoordinator();
  });

  test.each(['listen', 'metrics', 'http'] as const)(
    'leaves nothing open that another needs: --%s was taken',
    async (taken) => {
      await bench.coordinator.stop();
      await vi.waitFor(() => expect(listening()).toBe(0));
      await using server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const http = { listen: '127.0.0.1:0', pageDir: bench.folder };
      const options = { metrics: '127.0.0.1:0', http };
      const start = bench.startCoordinator({
        ...options,
        ...(taken === 'http' ? { http: { ...http, listen: address } } : { [taken]: address }),
      });
      await expect(start).rejects.toMatchObject({ code: 'invalid' });
      await vi.waitFor(() => expect(listening()).toBe(1));
      await bench.startCoordinator(options);
    },
  );
});

/** Ports that this process listens on. */
function listening(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}
