import {
  datasetChunks,
  datasetFilePath,
  DatasetReceiver,
  fingerprint,
  writeDatasetFile,
  type Dataset,
} from '@chorus/data';
import { ChorusError, createWorkerClient, type WorkerServiceClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CoordinatorOptions } from './start-coordinator.ts';
import { Bench } from './testing/bench.ts';

/** Twice so many KiB are more than gRPC takes ahead of a reader that does not read. */
const SAMPLES = 6 * 1024;

const DATASET = largeDataset();
const FILE = Buffer.concat([...datasetChunks(DATASET, 2 ** 20)]);
const HEADER_BYTES = 8 + Number(FILE.readBigUInt64LE());
const HEADER_SHA256 = hash('sha256', FILE.subarray(0, HEADER_BYTES));

function largeDataset(): Dataset {
  const set = {
    values: new Uint8Array(SAMPLES * 1024).map((_, at) => at ^ (at >> 8)),
    labels: new Int32Array(SAMPLES),
  };
  const content = {
    ...{ name: 'shapes', synthetic: true, classes: ['a', 'b'] },
    sample: { shape: [32, 32, 1], type: 'uint8' },
    ...{ train: set, test: set },
  } as const;
  return { ...content, sha256: fingerprint(content) };
}

async function startBench(
  options: Pick<CoordinatorOptions, 'fetchesAtOnce' | 'silenceMs'> = {},
): Promise<Bench> {
  const bench = await Bench.start(options);
  onTestFinished(() => bench[Symbol.asyncDispose]());
  await writeDatasetFile(DATASET, datasetFilePath(bench.folder, DATASET.sha256));
  return bench;
}

function connect(bench: Bench): WorkerServiceClient {
  const client = createWorkerClient(bench.coordinator.address);
  onTestFinished(() => client.close());
  return client;
}

/** A fetch whose messages are taken one after the other, when the test wants them. */
function fetch(bench: Bench, beginning: { offset?: number; headerSha256?: string } = {}) {
  const call = connect(bench).fetchDataset({ sha256: DATASET.sha256, ...beginning });
  call.on('error', () => {});
  const messages = call[Symbol.asyncIterator]();
  return {
    next: async () => (await messages.next()).value,
    /** The bytes of all chunks that are left. */
    async rest(): Promise<Buffer> {
      const chunks: Buffer[] = [];
      for await (const { chunk } of messages) if (chunk) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    cancel: () => call.cancel(),
  };
}

test('who has the beginning of the file is sent the rest of it, and no more', async () => {
  const bench = await startBench();
  const offset = FILE.length - 100;
  const fetched = fetch(bench, { offset, headerSha256: HEADER_SHA256 });
  expect(await fetched.next()).toMatchObject({ offset });
  expect(await fetched.rest()).toEqual(FILE.subarray(offset));
});

test('so it is when the dataset is known, and need not be read', async () => {
  const bench = await startBench();
  bench.coordinator.knowDataset(DATASET.sha256, DATASET);
  const offset = HEADER_BYTES + SAMPLES * 4 + 5;
  const fetched = fetch(bench, { offset, headerSha256: HEADER_SHA256 });
  expect(await fetched.next()).toMatchObject({ offset });
  expect((await fetched.rest()).equals(FILE.subarray(offset))).toBe(true);
});

test.for<[what: string, beginning: { offset: number; headerSha256: string }]>([
  ['another header', { offset: FILE.length - 100, headerSha256: 'f'.repeat(64) }],
  ['a part of the header', { offset: HEADER_BYTES - 1, headerSha256: HEADER_SHA256 }],
])('who has %s is sent the whole file', async ([, beginning]) => {
  const bench = await startBench();
  const fetched = fetch(bench, beginning);
  expect(await fetched.next()).toMatchObject({ part: 'offset', offset: 0 });
  expect((await fetched.rest()).equals(FILE)).toBe(true);
});

test('of twenty workers four are sent the dataset at once, the others wait and are told so', async () => {
  const bench = await startBench({ fetchesAtOnce: 4 });
  const fetches = Array.from({ length: 20 }, () => fetch(bench));
  const first = await Promise.all(fetches.map(({ next }) => next()));
  const told = first.map((message) => (message?.part === 'waitingFor' ? message.waitingFor : 0));
  const waiting = Array.from({ length: 16 }, (_, before) => before + 4);
  expect(told.toSorted((one, other) => one! - other!)).toEqual([0, 0, 0, 0, ...waiting]);
  // Those that wait can begin only when the first ones have read theirs.
  const rests = await Promise.all(fetches.map(({ rest }) => rest()));
  expect(rests.filter((bytes) => bytes.equals(FILE))).toHaveLength(20);
});

test('who leaves is waited for by nobody, neither in the middle nor in the queue', async () => {
  const bench = await startBench({ fetchesAtOnce: 1 });
  const first = fetch(bench);
  expect(await first.next()).toMatchObject({ part: 'offset' });
  const second = fetch(bench);
  expect(await second.next()).toMatchObject({ waitingFor: 1 });
  const third = fetch(bench);
  expect(await third.next()).toMatchObject({ waitingFor: 2 });
  second.cancel();
  first.cancel();
  expect((await third.rest()).equals(FILE)).toBe(true);
});

test('who takes nothing for too long loses its turn', async () => {
  const bench = await startBench({ fetchesAtOnce: 1, silenceMs: { FetchDataset: 200 } });
  const stalled = fetch(bench);
  expect(await stalled.next()).toMatchObject({ part: 'offset' });
  const second = fetch(bench);
  expect(await second.next()).toMatchObject({ waitingFor: 1 });
  // Its turn has come, although the first one has neither ended nor left.
  expect(await second.next()).toMatchObject({ part: 'offset' });
  const end = await stalled.rest().catch((error: unknown) => ChorusError.from(error));
  expect(end).toMatchObject({
    code: 'unavailable',
    message: 'the worker took nothing for 0.2 s: others that wait are sent the dataset',
  });
});

test('a coordinator that dies in the middle of a fetch sends only the rest when it is there again', async () => {
  const bench = await startBench();
  const path = join(bench.folder, 'worker.dataset');
  const receiver = await DatasetReceiver.resume(path, DATASET.sha256);
  const cut = fetch(bench);
  await cut.next();
  for (let chunks = 0; chunks < 3; chunks++) await receiver.add((await cut.next())!.chunk!);
  await bench.coordinator.stop();
  await expect(cut.rest()).rejects.toThrow();
  await receiver.leave();

  await bench.startCoordinator();
  const again = await DatasetReceiver.resume(path, DATASET.sha256);
  const { bytes, headerSha256 } = again.beginning;
  expect(bytes).toBe(3 * 2 ** 18);
  const fetched = fetch(bench, { offset: bytes, headerSha256 });
  expect(await fetched.next()).toMatchObject({ offset: bytes });
  const rest = await fetched.rest();
  expect(rest.length).toBe(FILE.length - bytes);
  await again.add(rest);
  await again.finish();
  expect((await readFile(path)).equals(FILE)).toBe(true);
});

test('a dataset that is not here is not waited for', async () => {
  const bench = await startBench({ fetchesAtOnce: 1 });
  const first = fetch(bench);
  await first.next();
  const call = connect(bench).fetchDataset({ sha256: 'f'.repeat(64) });
  await expect(Array.fromAsync(call)).rejects.toThrow('the coordinator has no dataset');
});
