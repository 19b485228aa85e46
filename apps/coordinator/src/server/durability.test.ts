import { required, type AttemptRef, type RunEvent } from '@chorus/proto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { sha256Of, fakePredictions, type FakeWorker } from './testing/fake-worker.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

const started = { started: { backend: 'fake', device: 'none' } };
const epoch = (number: number) => ({
  epoch: { epoch: number, loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 },
});
const checkpointBytes = Buffer.from('a checkpoint after the first epoch');
const predictions = fakePredictions(TEST_SAMPLES, CLASSES);

/** Trains the first of two epochs and uploads its checkpoint. */
async function trainFirstEpoch(worker: FakeWorker) {
  const assignment = await worker.next('assignment');
  const attempt = required(assignment.attempt, 'attempt');
  worker.report(attempt, started);
  worker.report(attempt, epoch(1));
  await worker.upload(assignment, 'CHECKPOINT', checkpointBytes);
  worker.report(attempt, { checkpoint: { epoch: 1, sha256: sha256Of(checkpointBytes) } });
  await acknowledged(worker, 3);
  return { assignment, attempt };
}

async function acknowledged(worker: FakeWorker, sequence: number): Promise<void> {
  while ((await worker.next('acknowledged')).sequence < sequence);
}

async function finish(worker: FakeWorker, attempt: AttemptRef, assignment: Assignment) {
  worker.report(attempt, epoch(2));
  worker.report(attempt, { predicting: {} });
  const files = await worker.uploadResult(assignment, predictions);
  worker.report(attempt, { result: { ...EVALUATED, ...files } });
}

type Assignment = Awaited<ReturnType<typeof trainFirstEpoch>>['assignment'];

async function restart(options?: { lostAfterMs: number }): Promise<void> {
  await bench.coordinator.stop();
  await bench.startCoordinator(options);
}

describe('a coordinator that is started again', () => {
  test('goes on with its runs: a worker that comes back was never stopped', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const { assignment, attempt } = await trainFirstEpoch(worker);
    const before = await bench.eventsUntil(runId, 'checkpoint');
    await restart();
    const back = bench.connect({ held: [attempt] }, worker.reported);
    await acknowledged(back, 3);
    await finish(back, attempt, assignment);
    await back.next('accepted');
    const events = await bench.eventsUntil(runId, 'finished');
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(types(events)).toEqual([
      ...['submitted', 'assigned', 'training', 'epoch', 'checkpoint'],
      ...['epoch', 'predicting', 'done', 'finished'],
    ]);
    expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  });

  test('C7: gives the member of a worker that does not come back to another, from its checkpoint', async () => {
    const worker = bench.connect({ workerId: 'gone' });
    const runId = await bench.submit({ epochs: 2 });
    const { attempt } = await trainFirstEpoch(worker);
    await restart({ lostAfterMs: 2000 });
    // A worker that joined before would have to send heartbeats, which a fake one does not.
    await bench.eventsUntil(runId, 'lost');
    const other = bench.connect({ workerId: 'other' });
    const assignment = await other.next('assignment');
    expect(assignment).toMatchObject({
      attempt: { ...attempt, attempt: 2 },
      resume: { epoch: 1, sha256: sha256Of(checkpointBytes) },
    });
    const next = required(assignment.attempt, 'attempt');
    const { sha256 } = required(assignment.resume, 'resume');
    expect(await other.fetchCheckpoint(next, sha256)).toEqual(checkpointBytes);
    other.report(next, started);
    await finish(other, next, assignment);
    await other.next('accepted');
    await expect(other.fetchCheckpoint(next, sha256)).rejects.toMatchObject({ code: 'refused' });
  });

  test('knows the runs that ended before, their events and their results', async () => {
    const worker = bench.connect();
    const runId = await bench.submit();
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    const before = await bench.eventsUntil(runId, 'finished');
    await restart();
    expect(await bench.eventsUntil(runId, 'finished')).toEqual(before);
    const { runs } = await bench.ask<{ runs: unknown[] }>((client, callback) =>
      client.listRuns({}, callback),
    );
    expect(runs).toMatchObject([{ runId, status: 'succeeded', membersDone: 1, accuracy: 1 / 3 }]);
  });

  test('F2: makes again the files that a crash has left undone', async () => {
    const worker = bench.connect({ slots: 2 });
    const runId = await bench.submit({ members: 2 });
    const first = await worker.next('assignment');
    await worker.succeed(first, predictions, EVALUATED);
    await worker.next('accepted');
    const path = join(bench.runsDir, runId, 'predictions', 'member-1.npy');
    const whole = readFileSync(path);
    await bench.coordinator.stop();
    writeFileSync(join(bench.runsDir, runId, 'events.jsonl'), 'torn');
    rmSync(path);
    await bench.startCoordinator();
    expect(readFileSync(path)).toEqual(whole);
    const lines = readFileSync(join(bench.runsDir, runId, 'events.jsonl'), 'utf8').trim();
    expect(lines.split('\n').map((line) => (JSON.parse(line) as RunEvent).type)).toContain('done');
  });
});

test('two coordinators cannot share a state', async () => {
  const { coordinator } = bench;
  await expect(bench.startCoordinator()).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('another coordinator uses the journal'),
  });
  expect(bench.coordinator).toBe(coordinator);
});

describe('a worker that loses its connection', () => {
  test('and is back in time keeps its attempt; what it sends twice counts once', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const { assignment, attempt } = await trainFirstEpoch(worker);
    worker.vanish();
    const back = bench.connect({ held: [attempt] }, worker.reported);
    await acknowledged(back, 3);
    back.report(attempt, epoch(1), 2);
    worker.reported.set(JSON.stringify(attempt), 3);
    await finish(back, attempt, assignment);
    await back.next('accepted');
    const events = await bench.eventsUntil(runId, 'finished');
    expect(types(events).filter((type) => type === 'epoch' || type === 'lost')).toEqual([
      'epoch',
      'epoch',
    ]);
  });

  test('before its assignment arrived is assigned the same attempt again', async () => {
    const worker = bench.connect();
    await bench.submit();
    const { attempt } = await worker.next('assignment');
    worker.vanish();
    const back = bench.connect();
    expect((await back.next('assignment')).attempt).toEqual(attempt);
  });

  test('and was started anew in between loses its attempt', async () => {
    const worker = bench.connect({ incarnation: 1 });
    await bench.submit();
    const { attempt } = await worker.next('assignment');
    const anew = bench.connect({ incarnation: 2 });
    expect((await anew.next('assignment')).attempt).toEqual({ ...attempt, attempt: 2 });
    expect(await worker.ended).toMatchObject({ code: 'refused' });
  });
});

describe('users may', () => {
  test('cancel a run: its trainers are stopped, the next run has their slots', async () => {
    const worker = bench.connect();
    const runId = await bench.submit();
    const { attempt } = await worker.next('assignment');
    const next = await bench.submit();
    await bench.ask((client, callback) => client.cancelRun({ runId }, callback));
    expect((await worker.next('stop')).attempt).toEqual(attempt);
    expect((await worker.next('assignment')).attempt).toMatchObject({ runId: next });
    const events = await bench.eventsUntil(runId, 'finished');
    expect(events.at(-1)).toMatchObject({ status: 'cancelled' });
    const again = bench.ask((client, callback) => client.cancelRun({ runId }, callback));
    await expect(again).rejects.toMatchObject({ code: 'refused' });
  });

  test('drain a worker: it is told, and gets no more members', async () => {
    const worker = bench.connect({ workerId: 'drained' });
    await bench.submit({ members: 2 });
    const { attempt } = await worker.next('assignment');
    await bench.ask((client, callback) => client.drainWorker({ workerId: 'drained' }, callback));
    await worker.next('drain');
    const { workers } = await bench.ask<{ workers: unknown[] }>((client, callback) =>
      client.listWorkers({}, callback),
    );
    expect(workers).toMatchObject([{ workerId: 'drained', state: 'draining' }]);
    worker.report(required(attempt, 'attempt'), { handedBack: {} });
    const other = bench.connect({ workerId: 'other', slots: 2 });
    await other.next('assignment');
    await other.next('assignment');
  });
});

test('a run may succeed without a member, and its report says which and why', async () => {
  const worker = bench.connect({ slots: 2 });
  const runId = await bench.submit({ members: 2, faults: { minMembers: 1, maxFailures: 1 } });
  const first = await worker.next('assignment');
  const second = await worker.next('assignment');
  worker.report(required(first.attempt, 'attempt'), {
    failure: { kind: 'diverged', message: 'the loss is no longer finite' },
  });
  await worker.succeed(second, predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  const report = JSON.parse(readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8'));
  expect(report.members).toMatchObject([{ member: 2 }]);
  expect(report.missing).toMatchObject([
    { member: 1, kind: 'diverged', reason: 'the loss is no longer finite' },
  ]);
});

test('F1: predictions that were altered on disk fail the run instead of its ensemble', async () => {
  const worker = bench.connect({ slots: 2 });
  const runId = await bench.submit({ members: 2 });
  const first = await worker.next('assignment');
  const second = await worker.next('assignment');
  await worker.succeed(first, predictions, EVALUATED);
  await worker.next('accepted');
  const path = join(bench.runsDir, runId, 'predictions', 'member-1.npy');
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  await worker.succeed(second, predictions, EVALUATED);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('was altered'),
  });
});

describe('checkpoints', () => {
  test.each([
    [true, ['member-1.epoch-1.checkpoint']],
    [false, undefined],
  ])('are kept for people only when they are wanted: %s', async (keepCheckpoints, kept) => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2, faults: { keepCheckpoints } });
    const { assignment, attempt } = await trainFirstEpoch(worker);
    await finish(worker, attempt, assignment);
    await bench.eventsUntil(runId, 'finished');
    const folder = join(bench.runsDir, runId);
    expect(readdirSync(folder).includes('checkpoints')).toBe(keepCheckpoints);
    if (kept) expect(readdirSync(join(folder, 'checkpoints'))).toEqual(kept);
    expect(readdirSync(folder)).not.toContain('artifacts');
  });

  test('that nobody will continue from are removed', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const { assignment, attempt } = await trainFirstEpoch(worker);
    const second = Buffer.from('a checkpoint after the second epoch');
    worker.report(attempt, epoch(2));
    await worker.upload(assignment, 'CHECKPOINT', second);
    worker.report(attempt, { checkpoint: { epoch: 2, sha256: sha256Of(second) } });
    await acknowledged(worker, 5);
    const folder = join(bench.runsDir, runId, 'artifacts');
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([sha256Of(second)]));
  });
});

describe("TensorBoard's files", () => {
  const filesOf = (runId: string) => {
    const folder = join(bench.runsDir, runId, 'tensorboard', 'member-1');
    return readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  };

  test('grow by one when an attempt continues, and hold once what was reported twice', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const { attempt } = await trainFirstEpoch(worker);
    const [trained] = filesOf(runId) as [number];
    worker.report(attempt, { handedBack: {} });
    const next = required((await worker.next('assignment')).attempt, 'attempt');
    worker.report(next, started);
    await acknowledged(worker, 1);
    await vi.waitFor(() => expect(filesOf(runId)).toHaveLength(2));
    const [, begun] = filesOf(runId) as [number, number];
    worker.report(next, epoch(2), 2);
    await acknowledged(worker, 2);
    const [first, second] = filesOf(runId) as [number, number];
    expect(first).toBe(trained);
    expect(second).toBeGreaterThan(begun);
    worker.report(next, epoch(2), 2);
    worker.report(next, { predicting: {} }, 3);
    await acknowledged(worker, 3);
    expect(filesOf(runId)).toEqual([first, second]);
  });

  test('of an attempt that begins anew take the place of the former ones', async () => {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 2 });
    const first = required((await worker.next('assignment')).attempt, 'attempt');
    for (const report of [started, epoch(1)]) worker.report(first, report);
    await acknowledged(worker, 2);
    const [trained] = filesOf(runId) as [number];
    worker.report(first, { handedBack: {} });
    const next = required((await worker.next('assignment')).attempt, 'attempt');
    worker.report(next, started);
    await acknowledged(worker, 1);
    const files = filesOf(runId);
    expect(files).toHaveLength(1);
    expect(files[0]).toBeLessThan(trained);
  });
});

function types(events: readonly RunEvent[]): string[] {
  return events.map(({ type }) => type);
}
