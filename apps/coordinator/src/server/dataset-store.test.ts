import {
  DatasetFile,
  datasetFilePath,
  fingerprint,
  writeDatasetFile,
  type Dataset,
} from '@chorus/data';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DatasetStore } from './dataset-store.ts';

const SET = { values: new Uint8Array(2), labels: new Int32Array(2) };
const CONTENT: Omit<Dataset, 'sha256'> = {
  name: 'shapes',
  synthetic: true,
  classes: ['black'],
  sample: { shape: [1, 1, 1], type: 'uint8' },
  train: SET,
  test: SET,
};
const DATASET: Dataset = { ...CONTENT, sha256: fingerprint(CONTENT) };

test('a known dataset is given out although its file is damaged; a damaged file is deleted', async () => {
  const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const path = datasetFilePath(home, DATASET.sha256);
  await writeDatasetFile(DATASET, path);
  const file = readFileSync(path);
  writeFileSync(path, 'damaged');

  const knowing = new DatasetStore(home);
  knowing.know(DATASET.sha256, DATASET);
  const nothing = { bytes: 0, headerSha256: '' };
  const { chunks } = await knowing.rest(DATASET.sha256, nothing);
  expect(Buffer.concat(await Array.fromAsync(chunks))).toEqual(file);

  const store = new DatasetStore(home);
  await expect(store.open(DATASET.sha256)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('and is deleted: submit the run again') as string,
  });
  expect(store.has(DATASET.sha256)).toBe(false);
});

async function storeWithFile(): Promise<{ store: DatasetStore; path: string }> {
  const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const path = datasetFilePath(home, DATASET.sha256);
  await writeDatasetFile(DATASET, path);
  return { store: new DatasetStore(home), path };
}

/** Changes a pixel, and with it the file's time of change, which a test could be too fast for. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  utimesSync(path, 1, 1);
}

test('a dataset is opened for its samples, wherever it is', async () => {
  const { store } = await storeWithFile();
  await using read = await store.open(DATASET.sha256);
  store.know(DATASET.sha256, DATASET);
  const known = await store.open(DATASET.sha256);
  for (const dataset of [read, known]) {
    expect(dataset.description.classes).toEqual(['black']);
    expect(await dataset.labels('train')).toEqual(SET.labels);
    expect(await dataset.gather('test', [1, 0])).toEqual(SET.values);
  }
});

test('a file is checked once, and again when it has changed', async () => {
  const { store, path } = await storeWithFile();
  const verify = vi.spyOn(DatasetFile.prototype, 'verify');
  onTestFinished(() => verify.mockRestore());
  await (await store.open(DATASET.sha256))[Symbol.asyncDispose]();
  await (await store.open(DATASET.sha256))[Symbol.asyncDispose]();
  expect(verify).toHaveBeenCalledTimes(1);
  damage(path);
  await expect(store.open(DATASET.sha256)).rejects.toMatchObject({ code: 'not-found' });
  expect(verify).toHaveBeenCalledTimes(2);
});

test('what was written or received by this process need not be checked', async () => {
  const { store, path } = await storeWithFile();
  const verify = vi.spyOn(DatasetFile.prototype, 'verify');
  onTestFinished(() => verify.mockRestore());
  store.know(DATASET.sha256);
  await (await store.open(DATASET.sha256))[Symbol.asyncDispose]();
  const file = readFileSync(path);
  rmSync(path);
  await store.receive({ sha256: DATASET.sha256, offset: 0, chunks: Readable.from([file]) });
  await (await store.open(DATASET.sha256))[Symbol.asyncDispose]();
  expect(verify).not.toHaveBeenCalled();
});

test('a dataset that is not here is not found, with the remedy', async () => {
  const sha256 = 'b'.repeat(64);
  await expect(new DatasetStore('/nowhere').open(sha256)).rejects.toMatchObject({
    code: 'not-found',
    message: `the coordinator has no dataset ${sha256}: submit the run again, which sends it`,
  });
});
