import {
  datasetChunks,
  datasetFilePath,
  fingerprint,
  readDatasetFile,
  type Dataset,
} from '@chorus/data';
import { ChorusError, createWorkerClient, type WorkerServiceClient } from '@chorus/proto';
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

function fetch(): Promise<void> {
  return fetchDataset(DATASET, path, client, (message) => logged.push(message));
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
