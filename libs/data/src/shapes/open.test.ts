import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesOf } from '../bytes-of.ts';
import { datasetFilePath, writeDatasetFile } from '../dataset-file.ts';
import type { Dataset } from '../dataset.ts';
import { openDataset } from '../sources.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SHAPES_SHA256 } from './open.ts';

/** A file is read as one block of memory, which what is generated is not. */
function isReadFromFile({ train, test }: Dataset): boolean {
  return train.values.buffer === test.values.buffer;
}

test('shapes is read from the cache when it is there, and generated when it is not, or is damaged', async () => {
  const home = await temporaryFolder();
  const path = datasetFilePath(home, SHAPES_SHA256);
  const generated = await openDataset({ name: 'shapes', home });
  await writeDatasetFile(generated, path);
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
