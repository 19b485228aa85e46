import { createWorkerClient, type WorkerServiceClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { fetchCheckpoint } from './fetch-checkpoint.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { attemptAt } from './testing/worker-bench.ts';

const FILE = Buffer.from('where training goes on');
const SHA256 = hash('sha256', FILE);

let coordinator: FakeCoordinator;
let client: WorkerServiceClient;

beforeEach(async () => {
  coordinator = await FakeCoordinator.start();
  client = createWorkerClient(coordinator.address);
  onTestFinished(() => {
    client.close();
    coordinator.stop();
  });
});

function fetch(sha256 = SHA256, silenceMs = 60_000): Promise<Uint8Array> {
  const { signal } = new AbortController();
  return fetchCheckpoint(client, attemptAt(1), sha256, 1000, { signal, silenceMs });
}

test('a checkpoint is what its digest says', async () => {
  coordinator.checkpoints.set(SHA256, FILE);
  expect(await fetch()).toEqual(FILE);
  coordinator.checkpoints.set(SHA256, Buffer.concat([FILE, Buffer.of(0)]));
  await expect(fetch()).rejects.toMatchObject({ code: 'corrupt' });
});

test.for<[what: string, chunk: Buffer]>([
  ['of which no end comes', Buffer.alloc(300)],
  ['of parts without bytes', Buffer.alloc(0)],
])('one %s is cut off', async ([, chunk]) => {
  coordinator.answerCheckpoint = (call) => {
    const more = () => {
      if (!call.cancelled) call.write({ chunk }, () => setImmediate(more));
    };
    more();
  };
  await expect(fetch()).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('one of this network has at most 1.0 KB'),
  });
});

test('a coordinator that says nothing more is as one that is away', async () => {
  coordinator.answerCheckpoint = (call) => void call.write({ chunk: FILE });
  await expect(fetch(SHA256, 200)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the coordinator has sent nothing for 0.2 s',
  });
});
