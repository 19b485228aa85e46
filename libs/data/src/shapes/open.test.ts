import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesOf } from '../bytes-of.ts';
import { writeDatasetFile } from '../cached-dataset.ts';
import { datasetFilePath } from '../dataset-paths.ts';
import type { Dataset } from '../dataset.ts';
import { openDataset } from '../sources.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SHAPES_SHA256 } from './open.ts';

/** Written with the dataset, which is the same without it: only who reads the file knows it. */
const findings = [{ kind: 'recognised', text: 'this comes from the file' }] as const;

function isReadFromFile(dataset: Dataset): boolean {
  return dataset.findings !== undefined;
}

test('shapes is read from the cache when it is there, and generated when it is not, or is damaged', async () => {
  const home = await temporaryFolder();
  const path = datasetFilePath(home, SHAPES_SHA256);
  const generated = await openDataset({ name: 'shapes', home });
  await writeDatasetFile({ ...generated, findings }, path);
  const cached = await openDataset({ name: 'shapes', home });
  expect(cached).toMatchObject({ name: 'shapes', synthetic: true, sha256: SHAPES_SHA256 });
  expect(Buffer.compare(bytesOf(cached.test.values), bytesOf(generated.test.values))).toBe(0);
  expect(isReadFromFile(cached)).toBe(true);

  const bytes = readFileSync(path);
  bytes[10_000]! ^= 255;
  writeFileSync(path, bytes);
  const again = await openDataset({ name: 'shapes', home });
  expect(again.sha256).toBe(SHAPES_SHA256);
  expect(isReadFromFile(again)).toBe(false);
  expect(existsSync(path)).toBe(false);
});
