import { bytesOf } from '@chorus/data';
import {
  MOST_BYTES_FROM_COORDINATOR,
  MOST_BYTES_TO_COORDINATOR,
  PROTOCOL_VERSION,
  required,
  v1,
  clientCredentials,
} from '@chorus/proto';
import { resolveMember } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { Metadata } from '@grpc/grpc-js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCoordinator } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

test('a run goes from its submission to its report', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const assignment = await worker.next('assignment');
  await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  expect(await worker.next('accepted')).toEqual({ runId, member: 1, attempt: 1 });
  const events = await bench.eventsUntil(runId, 'finished');
  const types = ['submitted', 'assigned', 'training', 'epoch', 'predicting', 'done', 'finished'];
  expect(events.map(({ type }) => type)).toEqual(types);
  const report = JSON.parse(readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8'));
  expect(report).toMatchObject({
    runId,
    status: 'succeeded',
    dataset: { synthetic: true, testSamples: TEST_SAMPLES },
    members: [{ member: 1, attempts: 1, testAccuracy: 1 / 3 }],
    ensemble: { method: 'sum', accuracy: 1 / 3, accuracyByMembers: [1 / 3], disagreement: 0 },
  });
  expect(report.samples).toHaveLength(10);
  // The fake's predictions are uniform, and ties go to the first of the three classes.
  const [member] = report.members;
  expect(member.classAccuracies).toEqual([1, 0, 0]);
  expect(report.ensemble.confusion).toEqual([4, 4, 4].map((count) => [count, 0, 0]));
  expect(report.ensemble.calibration[5 - 1]).toMatchObject({ samples: 12, accuracy: 1 / 3 });
  expect(report.samples.map(({ votes }: { votes: string[] }) => votes)).toEqual(
    report.samples.map(() => report.members.map(() => 'a')),
  );
  expect(readdirSync(join(bench.runsDir, runId))).not.toContain('artifacts');
});

describe('C2: an older attempt', () => {
  async function replaced() {
    const old = bench.connect({ workerId: 'old' });
    await bench.submit();
    const assignment = await old.next('assignment');
    // The same worker starts anew: the coordinator gives the member out again.
    const current = bench.connect({ workerId: 'new' });
    await current.next('welcome');
    old.report(required(assignment.attempt, 'attempt'), { handedBack: {} });
    const next = await Promise.race([old.next('assignment'), current.next('assignment')]);
    return { old, current, assignment, next };
  }

  test('is told to stop when it reports, and what it says is not kept', async () => {
    const { old, assignment } = await replaced();
    const attempt = required(assignment.attempt, 'attempt');
    old.report(attempt, { started: { backend: 'late', device: 'late' } });
    expect((await old.next('stop')).attempt).toEqual(attempt);
    const events = await bench.eventsUntil(attempt.runId, 'lost');
    expect(events.map(({ type }) => type)).not.toContain('training');
  });

  test('shows no progress and leaves no log line, as the live one does', async () => {
    const { old, current, assignment, next } = await replaced();
    const older = required(assignment.attempt, 'attempt');
    const live = required(next.attempt, 'attempt');
    const saying = setInterval(() => {
      for (const [worker, attempt, batch] of [
        [old, older, 1],
        // One of them holds it; to the other it is a lie that changes nothing.
        [old, live, 2],
        [current, live, 2],
      ] as const) {
        const figures = { epoch: 1, batch, batches: 9, loss: 1, accuracy: 0, samplesPerSecond: 9 };
        const line = { level: 'info', message: `batch ${batch}`, timeMs: 1 };
        worker.report(attempt, { log: line }, 0);
        worker.report(attempt, { progress: figures }, 0);
      }
    }, 20);
    const events = await bench.eventsUntil(older.runId, 'progress');
    clearInterval(saying);
    expect(events.at(-1)).toMatchObject({ sequence: 0, attempt: 2, progress: { batch: 2 } });
    const logged = events.filter(({ type }) => type === 'log');
    expect(logged[0]).toMatchObject({ attempt: 2, line: { message: 'batch 2' } });
    expect(logged.filter((event) => 'attempt' in event && event.attempt === 1)).toEqual([]);
  });

  test('cannot upload', async () => {
    const { old, assignment } = await replaced();
    const upload = old.upload(assignment, 'MODEL_WEIGHTS', Buffer.from('late'));
    await expect(upload).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('an upload is refused', () => {
  const good = fakePredictions(TEST_SAMPLES, CLASSES);
  const withNaN = good.with(4, NaN);
  const withBadSum = good.with(4, 0.9);

  test.each([
    ['when its digest is another', good, { sha256: '0'.repeat(64) }, 'corrupt'],
    ['when it is for another dataset', good, { datasetSha256: '0'.repeat(64) }, 'invalid'],
    ['when rows are missing', good.subarray(CLASSES), {}, 'invalid'],
    ['when a probability is not a number', withNaN, {}, 'invalid'],
    ['when a row does not sum to 1', withBadSum, {}, 'invalid'],
  ])('%s', async (_, predictions, change, code) => {
    const worker = bench.connect();
    await bench.submit();
    const assignment = await worker.next('assignment');
    const upload = worker.upload(assignment, 'PREDICTIONS', bytesOf(predictions), change);
    await expect(upload).rejects.toMatchObject({ code });
  });
});

test('a result that its predictions do not bear out fails the attempt, and the member is tried again', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const boast = { testLoss: 0.1, testAccuracy: 0.99 };
  const assignment = await worker.next('assignment');
  await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), boast);
  expect((await worker.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
  const [lost] = (await bench.eventsUntil(runId, 'lost')).slice(-1);
  expect(lost).toMatchObject({
    attempt: 1,
    retried: true,
    reason: expect.stringContaining('0.99'),
  });
});

test('a worker that reports nonsense loses its attempt and harms nobody else', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const { attempt } = await worker.next('assignment');
  worker.report(required(attempt, 'attempt'), { predicting: {} });
  expect((await worker.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
});

test('a worker that leaves loses its member to the next one', async () => {
  const first = bench.connect({ workerId: 'first' });
  const runId = await bench.submit();
  await first.next('assignment');
  const second = bench.connect({ workerId: 'second' });
  first.say({ leaving: {} });
  expect((await second.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
});

test('a worker or client of another protocol version is refused with the remedy', async () => {
  const remedy = expect.stringContaining('install the same version of Chorus on both');
  const ended = await bench.connect({ protocolVersion: PROTOCOL_VERSION + 1 }).ended;
  expect(ended).toMatchObject({ code: 'refused', message: remedy });
  const submission = bench.submit({ protocolVersion: PROTOCOL_VERSION + 1 });
  await expect(submission).rejects.toMatchObject({ code: 'refused', message: remedy });
  const metadata = new Metadata();
  metadata.set('chorus-protocol-version', String(PROTOCOL_VERSION + 1));
  const client = new v1.RunService(
    bench.coordinator.address,
    clientCredentials(bench.coordinator.address),
  );
  const watching = Array.fromAsync(client.watchRun({ runId: '' }, metadata));
  await expect(watching).rejects.toMatchObject({ details: remedy });
  client.close();
});

test('a run without its dataset, or with a configuration that cannot be, is refused', async () => {
  const unknown = bench.submit({ sha256: 'a'.repeat(64) });
  await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  const tooLarge = bench.submit({ batchSize: 7 });
  await expect(tooLarge).rejects.toThrow('config.training.batchSize is 7, but must be at most 6');
  const contradiction = bench.submit({ snapshots: true, faults: { backups: true } });
  await expect(contradiction).rejects.toThrow(
    'config.members.snapshots and config.faults.backups exclude each',
  );
  expect(readdirSync(bench.runsDir)).toEqual([]);
});

test('each member is assigned with a seed of its own', async () => {
  const worker = bench.connect({ slots: 3 });
  await bench.submit({ members: 3 });
  const seeds: number[] = [];
  while (seeds.length < 3) seeds.push((await worker.next('assignment')).member!.seed);
  expect(seeds).toEqual([1, 2, 3].map((member) => resolveMember(sampleConfig(), member).seed));
});

test('a snapshot has the seed of the first and goes on from the last checkpoint of the one before', async () => {
  const worker = bench.connect({ slots: 2 });
  const runId = await bench.submit({ members: 2, snapshots: true });
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  const { seed } = resolveMember(sampleConfig(), 1);
  const first = await worker.next('assignment');
  expect(first).toMatchObject({ member: { seed }, checkpointAtEnd: true, resume: null });
  await worker.succeed(first, predictions, EVALUATED);
  const second = await worker.next('assignment');
  const { attempt, resume } = second;
  expect(attempt).toMatchObject({ member: 2, attempt: 1 });
  expect(second).toMatchObject({
    member: { seed, continues: { member: 1, epochs: 1 } },
    checkpointAtEnd: false,
    resume: { epoch: 0 },
  });
  const bytes = await worker.fetchCheckpoint(attempt!, resume!.sha256);
  expect(bytes.toString()).toBe('last checkpoint of member 1');
  await worker.succeed(second, predictions, EVALUATED);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
});

test('to those who watch, a run without a name is the newest', async () => {
  await bench.submit();
  const newest = await bench.submit();
  const [submitted] = await bench.eventsUntil('', 'submitted');
  expect(submitted!.runId).toBe(newest);
});

test('runs and workers are listed', async () => {
  const worker = bench.connect({ slots: 2 });
  const runId = await bench.submit({ members: 3 });
  await worker.next('assignment');
  const { runs } = await bench.ask<{ runs: unknown[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  expect(runs).toMatchObject([{ runId, status: 'running', members: 3, membersDone: 0 }]);
  const listed = await bench.ask<{ workers: { attempts: unknown[] }[] }>((client, callback) =>
    client.listWorkers({}, callback),
  );
  expect(listed.workers).toMatchObject([{ workerId: 'fake', slots: 2 }]);
  expect(listed.workers[0]!.attempts).toHaveLength(2);
});

test('a port that is in use is a usage error that names it', async () => {
  const second = startCoordinator({
    listen: bench.coordinator.address,
    runsDir: bench.runsDir,
    home: bench.folder,
  });
  await expect(second).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(
      `cannot listen on ${bench.coordinator.address}: another program listens there`,
    ),
  });
});

test('what a worker says cannot become an event that is too large to be watched', async () => {
  const runId = await bench.submit();
  const chatty = bench.connect({ workerId: 'chatty' });
  const attempt = (await chatty.next('assignment')).attempt!;
  const line = (bytes: number) => ({
    report: { attempt, log: { timeMs: 1, level: 'info', message: 'x'.repeat(bytes) } },
  });
  chatty.say(line(MOST_BYTES_TO_COORDINATOR - 200));
  await bench.eventsUntil(runId, 'log');
  // As large as a client takes; the event about it, which also names the run, would be larger.
  chatty.say(line(MOST_BYTES_FROM_COORDINATOR - 90));
  expect((await chatty.ended)?.message).toContain('larger than max');
  await bench.ask((client, callback) => client.cancelRun({ runId }, callback));
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.filter(({ type }) => type === 'log')).toHaveLength(1);
});
