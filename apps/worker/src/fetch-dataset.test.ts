import {
  datasetChunks,
  datasetFilePath,
  fingerprint,
  readDatasetFile,
  type Dataset,
} from '@chorus/data';
import {
  ChorusError,
  createWorkerClient,
  type FetchDatasetResponseInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { fetchDataset } from './fetch-dataset.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';

const SET = { values: new Uint8Array(40).fill(7), labels: Int32Array.of(0, 1, 0, 1) };
const CONTENT: Omit<Dataset, 'sha256'> = {
  ...{ name: 'pets', synthetic: false, classes: ['cat', 'dog'] },
  sample: { shape: [10], type: 'uint8' },
  ...{ train: SET, test: SET },
};
const DATASET: Dataset = { ...CONTENT, sha256: fingerprint(CONTENT) };
const FILE = Buffer.concat([...datasetChunks(DATASET, 1024)]);
const SIZE = { least: FILE.length, most: FILE.length };
const CUT_AT = FILE.length - 30;

let coordinator: FakeCoordinator;
let client: WorkerServiceClient;
let path: string;
let logged: string[];

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'chorus-fetch-'));
  path = datasetFilePath(home, DATASET.sha256);
  logged = [];
  coordinator = await FakeCoordinator.start();
  coordinator.datasets.set(DATASET.sha256, FILE);
  client = createWorkerClient(coordinator.address);
  onTestFinished(() => {
    client.close();
    coordinator.stop();
    rmSync(home, { recursive: true });
  });
});

function fetch(silenceMs = 60_000): Promise<void> {
  const log = (message: string) => logged.push(message);
  return fetchDataset(DATASET, SIZE, path, { client, log, silenceMs });
}

async function fetchCutOff(): Promise<void> {
  coordinator.cutFetchAt = CUT_AT;
  const error = await fetch().catch((error: unknown) => ChorusError.from(error));
  expect(error).toMatchObject({ code: 'unavailable' });
}

test('a dataset is fetched, and a worker that must wait says so once', async () => {
  coordinator.fetchWaitsFor = 11;
  await fetch();
  expect(readFileSync(path)).toEqual(FILE);
  expect(logged).toEqual([
    'dataset pets is fetched from the coordinator',
    'waits its turn: 11 other workers that fetch a dataset are before it',
    'dataset pets is here',
  ]);
});

test('a fetch that is cut off goes on where it stopped', async () => {
  await fetchCutOff();
  expect(readdirSync(dirname(path))).toEqual([`${DATASET.sha256}.dataset.partial`]);
  await fetch();
  expect(coordinator.fetches.map(({ offset }) => offset)).toEqual([0, CUT_AT]);
  expect(coordinator.fetches[1]!.headerSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(logged.slice(-2)).toEqual(['the fetch goes on after 0 of 0 MB', 'dataset pets is here']);
  expect(readFileSync(path)).toEqual(FILE);
});

test('what was left and is damaged is fetched anew', async () => {
  await fetchCutOff();
  const left = readFileSync(`${path}.partial`);
  left[CUT_AT - 1]! ^= 1;
  writeFileSync(`${path}.partial`, left);
  await fetch();
  expect(coordinator.fetches.map(({ offset }) => offset)).toEqual([0, CUT_AT, 0]);
  expect(logged).toContain(
    'what an earlier fetch has left of dataset pets is damaged: it is deleted',
  );
  expect(await readDatasetFile(path, DATASET.sha256)).toMatchObject(CONTENT);
});

test('another dataset than was asked for is refused, and nothing is left of it', async () => {
  coordinator.datasets.set(DATASET.sha256, Buffer.from(FILE).fill(0, FILE.length - 1));
  await expect(fetch()).rejects.toMatchObject({ code: 'corrupt' });
  expect(readdirSync(dirname(path))).toEqual([]);
});

/** The beginning of a dataset's file that says of itself that it has so many training samples. */
function headerThatClaims(trainSamples: number): Buffer {
  const { __metadata__: metadata } = JSON.parse(
    FILE.toString('utf8', 8, 8 + Number(FILE.readBigUInt64LE())),
  ) as { __metadata__: { description: string } };
  const description = JSON.stringify({ ...JSON.parse(metadata.description), trainSamples });
  let end = 0;
  const tensor = (dtype: string, shape: readonly number[], bytes: number) => {
    const begin = end;
    end += bytes;
    return { dtype, shape, data_offsets: [begin, end] };
  };
  const text = JSON.stringify({
    __metadata__: { ...metadata, description },
    'train.labels': tensor('I32', [trainSamples], 4 * trainSamples),
    'test.labels': tensor('I32', [4], 16),
    'train.values': tensor('U8', [trainSamples, 10], 10 * trainSamples),
    'test.values': tensor('U8', [4, 10], 40),
  });
  const bytes = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  bytes.write(text, 8);
  return bytes;
}

test.for<[kind: string, samples: number, problem: RegExp]>([
  ['more than the run has', 1_000_000, /dataset pets has 14\.0 MB or more, and by the run's/],
  ['a petabyte', 1e14, /dataset pets has 1\.4 PB or more, and by the run's configuration at most/],
  ['so many that bytes cannot be counted', 2 ** 53 - 1, /does not begin as a dataset file/],
  ['a negative number', -1, /does not begin as a dataset file/],
])('a header that claims %s is refused before the rest comes', async ([, samples, problem]) => {
  coordinator.answerFetch = (call) => {
    call.write({ offset: 0 });
    call.write({ chunk: headerThatClaims(samples) });
  };
  await expect(fetch()).rejects.toMatchObject({ code: 'corrupt', message: problem });
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('a file of which no end comes is cut off where it should have ended', async () => {
  let sent = 0;
  coordinator.answerFetch = (call) => {
    call.write({ offset: 0 });
    call.write({ chunk: FILE });
    // For ever, until the worker leaves.
    const more = () => {
      sent += 1;
      if (!call.cancelled) call.write({ chunk: Buffer.alloc(1024) }, () => setImmediate(more));
    };
    more();
  };
  await expect(fetch()).rejects.toThrow('longer than its header says');
  expect(readdirSync(dirname(path))).toEqual([]);
  expect(sent).toBeLessThan(10_000);
});

test.for<[what: string, parts: readonly FetchDatasetResponseInput[]]>([
  ['chunks without their place', [{ chunk: FILE }]],
  ['empty chunks', [{ offset: 0 }, { chunk: Buffer.alloc(0) }]],
  ['two places', [{ offset: 0 }, { offset: 0 }]],
  ['a place that it was not asked for', [{ offset: 1e15 }]],
  ['that it waits, over and over', [{ waitingFor: 1 }, { waitingFor: 1 }]],
  ['parts of nothing', [{}]],
])('a coordinator that sends %s is told off', async ([, parts]) => {
  coordinator.answerFetch = (call) => {
    for (const part of parts) call.write(part);
  };
  await expect(fetch()).rejects.toThrow(
    'the coordinator sends dataset pets in another order than a coordinator does',
  );
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('a coordinator that falls silent is as one that is away, and the fetch goes on later', async () => {
  coordinator.answerFetch = (call) => {
    call.write({ offset: 0 });
    call.write({ chunk: FILE.subarray(0, CUT_AT) });
  };
  await expect(fetch(200)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the coordinator has sent nothing for 0.2 s',
  });
  coordinator.answerFetch = undefined;
  await fetch();
  expect(coordinator.fetches.map(({ offset }) => offset)).toEqual([0, CUT_AT]);
});

test('a dataset for which the disk has no room is not asked for', async () => {
  const size = { least: 1e18, most: 2e18 };
  await expect(fetchDataset(DATASET, size, path, { client, log: () => {} })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('stay so: dataset pets needs 1.0 EB; free'),
  });
  expect(coordinator.fetches).toEqual([]);
});
