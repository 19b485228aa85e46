import { datasetFilePath, fingerprint, writeDatasetFile, type Dataset } from '@chorus/data';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DatasetStore } from './dataset-store.ts';

test('a dataset that this process has checked already is not read again; any other is', async () => {
  const store = new DatasetStore('/nowhere');
  const dataset = { name: 'shapes', sha256: 'a'.repeat(64) } as Dataset;
  const unknown = (sha256: string) => ({
    code: 'not-found',
    message: `the coordinator has no dataset ${sha256}: submit the run again, which sends it`,
  });
  await expect(store.read(dataset.sha256)).rejects.toMatchObject(unknown(dataset.sha256));
  store.know(dataset);
  expect(await store.read(dataset.sha256)).toBe(dataset);
  const other = 'b'.repeat(64);
  await expect(store.read(other)).rejects.toMatchObject(unknown(other));
});

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
  knowing.know(DATASET);
  const nothing = { bytes: 0, headerSha256: '' };
  const { chunks } = await knowing.rest(DATASET.sha256, nothing);
  expect(Buffer.concat(await Array.fromAsync(chunks))).toEqual(file);

  const store = new DatasetStore(home);
  await expect(store.read(DATASET.sha256)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('and is deleted: submit the run again') as string,
  });
  expect(store.has(DATASET.sha256)).toBe(false);
});
