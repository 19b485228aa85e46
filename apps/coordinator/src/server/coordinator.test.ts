import { fingerprint, datasetFilePath, writeDatasetFile, type Dataset } from '@chorus/data';
import {
  ChorusError,
  createRunClient,
  decodeRunEvent,
  PROTOCOL_VERSION,
  required,
  type RunEvent,
} from '@chorus/proto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCoordinator, type Coordinator } from './start-coordinator.ts';
import { bytesOf, fakePredictions, FakeWorker } from './testing/fake-worker.ts';

const TEST_SAMPLES = 12;
const CLASSES = 3;
/** What uniform predictions are worth on {@link tinyDataset}: ln 3, and all class 0. */
const EVALUATED = { testLoss: Math.log(3), testAccuracy: 1 / 3 };

let folder: string;
let dataset: Dataset;
let coordinator: Coordinator;
let workers: FakeWorker[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-coordinator-'));
  dataset = tinyDataset();
  await writeDatasetFile(dataset, datasetFilePath(folder, dataset.sha256));
  const runsDir = join(folder, 'runs');
  coordinator = await startCoordinator({ listen: '127.0.0.1:0', runsDir, home: folder });
  workers = [];
});

afterEach(async () => {
  for (const worker of workers) worker.vanish();
  await coordinator.stop();
  rmSync(folder, { recursive: true });
});

function tinyDataset(): Dataset {
  const set = (samples: number) => ({
    images: new Uint8Array(samples * 12).map((_, index) => index),
    labels: new Uint8Array(samples).map((_, index) => index % CLASSES),
  });
  const [train, test] = [set(6), set(TEST_SAMPLES)];
  const shape = { height: 2, width: 2, channels: 3 };
  const sha256 = fingerprint(train, test);
  return { name: 'shapes', synthetic: true, classes: ['a', 'b', 'c'], shape, train, test, sha256 };
}

function connect(hello: ConstructorParameters<typeof FakeWorker>[1] = {}): FakeWorker {
  const worker = new FakeWorker(coordinator.address, hello);
  workers.push(worker);
  return worker;
}

function submit(
  change: { members?: number; sha256?: string; protocolVersion?: number; batchSize?: number } = {},
) {
  const { members = 1, sha256 = dataset.sha256, batchSize = 2 } = change;
  const { name, synthetic, classes, shape } = dataset;
  const limits = {
    trainSamples: 6,
    testSamples: TEST_SAMPLES,
    trainLimit: 6,
    testLimit: TEST_SAMPLES,
  };
  const model = { filters: [1], kernelSize: 1, denseUnits: [1], dropout: 0 };
  const training = { model, divisor: 255, epochs: 1, batchSize, learningRate: 0.1 };
  const reference = { name, sha256, synthetic, classes: [...classes], shape, ...limits };
  const config = { seed: 1, members, threads: 1, backend: '', dataset: reference, training };
  const { protocolVersion = PROTOCOL_VERSION } = change;
  return ask<{ runId: string }>((client, callback) =>
    client.submitRun({ protocolVersion, config }, callback),
  ).then(({ runId }) => runId);
}

type Client = ReturnType<typeof createRunClient>;

async function ask<Response>(
  question: (client: Client, callback: (error: Error | null, response?: unknown) => void) => void,
): Promise<Response> {
  const client = createRunClient(coordinator.address);
  try {
    return await new Promise<Response>((resolve, reject) => {
      question(client, (error, response) => {
        if (error) reject(ChorusError.from(error));
        else resolve(response as Response);
      });
    });
  } finally {
    client.close();
  }
}

/** The run's events until one of this type, or the last one. */
async function eventsUntil(runId: string, type: RunEvent['type']): Promise<RunEvent[]> {
  const client = createRunClient(coordinator.address);
  const events: RunEvent[] = [];
  const call = client.watchRun({ runId, fromSequence: 1, follow: true });
  try {
    for await (const message of call) {
      const event = decodeRunEvent(message);
      events.push(event);
      if (event.type === type) break;
    }
    return events;
  } finally {
    client.close();
  }
}

test('a run goes from its submission to its report', async () => {
  const worker = connect();
  const runId = await submit();
  const assignment = await worker.next('assignment');
  await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  expect(await worker.next('accepted')).toEqual({ runId, member: 1, attempt: 1 });
  const events = await eventsUntil(runId, 'finished');
  const types = ['submitted', 'assigned', 'training', 'epoch', 'predicting', 'done', 'finished'];
  expect(events.map(({ type }) => type)).toEqual(types);
  const report = JSON.parse(readFileSync(join(folder, 'runs', runId, 'report.json'), 'utf8'));
  expect(report).toMatchObject({
    runId,
    status: 'succeeded',
    dataset: { synthetic: true, testSamples: TEST_SAMPLES },
    members: [{ member: 1, attempts: 1, testAccuracy: 1 / 3 }],
    ensemble: { method: 'sum', accuracy: 1 / 3, disagreement: 0 },
  });
  expect(report.samples).toHaveLength(10);
  expect(readdirSync(join(folder, 'runs', runId))).not.toContain('staging');
});

describe('C2: an older attempt', () => {
  async function replaced() {
    const old = connect({ workerId: 'old' });
    await submit();
    const assignment = await old.next('assignment');
    // The same worker starts anew: the coordinator gives the member out again.
    const current = connect({ workerId: 'new' });
    await current.next('welcome');
    old.report(required(assignment.attempt, 'attempt'), { failure: { message: 'made to fail' } });
    const next = await Promise.race([old.next('assignment'), current.next('assignment')]);
    return { old, assignment, next };
  }

  test('is told to stop when it reports, and what it says is not kept', async () => {
    const { old, assignment } = await replaced();
    const attempt = required(assignment.attempt, 'attempt');
    old.report(attempt, { started: { backend: 'late', device: 'late' } });
    expect((await old.next('stop')).attempt).toEqual(attempt);
    const events = await eventsUntil(attempt.runId, 'lost');
    expect(events.map(({ type }) => type)).not.toContain('training');
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
    const worker = connect();
    await submit();
    const assignment = await worker.next('assignment');
    const upload = worker.upload(assignment, 'PREDICTIONS', bytesOf(predictions), change);
    await expect(upload).rejects.toMatchObject({ code });
  });
});

test('a result that its predictions do not bear out fails the attempt, and the member is tried again', async () => {
  const worker = connect();
  const runId = await submit();
  const boast = { testLoss: 0.1, testAccuracy: 0.99 };
  const assignment = await worker.next('assignment');
  await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), boast);
  expect((await worker.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
  const [lost] = (await eventsUntil(runId, 'lost')).slice(-1);
  expect(lost).toMatchObject({
    attempt: 1,
    retried: true,
    reason: expect.stringContaining('0.99'),
  });
});

test('a worker that reports nonsense loses its attempt and harms nobody else', async () => {
  const worker = connect();
  const runId = await submit();
  const { attempt } = await worker.next('assignment');
  worker.report(required(attempt, 'attempt'), { predicting: {} });
  expect((await worker.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
});

test('a worker that vanishes loses its member to the next one', async () => {
  const first = connect({ workerId: 'first' });
  const runId = await submit();
  await first.next('assignment');
  const second = connect({ workerId: 'second' });
  first.vanish();
  expect((await second.next('assignment')).attempt).toEqual({ runId, member: 1, attempt: 2 });
});

test('a worker or client of another protocol version is refused with the remedy', async () => {
  const remedy = expect.stringContaining('install the same version of Chorus on both');
  const ended = await connect({ protocolVersion: PROTOCOL_VERSION + 1 }).ended;
  expect(ended).toMatchObject({ code: 'refused', message: remedy });
  const submission = submit({ protocolVersion: PROTOCOL_VERSION + 1 });
  await expect(submission).rejects.toMatchObject({ code: 'refused', message: remedy });
});

test('a run without its dataset, or with a configuration that cannot be, is refused', async () => {
  const unknown = submit({ sha256: 'a'.repeat(64) });
  await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  const tooLarge = submit({ batchSize: 7 });
  await expect(tooLarge).rejects.toThrow('batch_size must be a whole number from 1 to 6, not 7');
  expect(readdirSync(join(folder, 'runs'))).toEqual([]);
});

test('runs and workers are listed', async () => {
  const worker = connect({ slots: 2 });
  const runId = await submit({ members: 3 });
  await worker.next('assignment');
  const { runs } = await ask<{ runs: unknown[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  expect(runs).toMatchObject([{ runId, status: 'running', members: 3, membersDone: 0 }]);
  const listed = await ask<{ workers: { attempts: unknown[] }[] }>((client, callback) =>
    client.listWorkers({}, callback),
  );
  expect(listed.workers).toMatchObject([{ workerId: 'fake', slots: 2 }]);
  expect(listed.workers[0]!.attempts).toHaveLength(2);
});

test('a port that is in use is a usage error that names it', async () => {
  const second = startCoordinator({ listen: coordinator.address, runsDir: folder, home: folder });
  await expect(second).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(
      `cannot listen on ${coordinator.address}: another program listens there`,
    ),
  });
});
