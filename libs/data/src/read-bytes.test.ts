import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBytes } from './read-bytes.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('more than the operating system gives at once is read by pieces', async () => {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(path, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  await using file = await open(path);
  const bytes = new Uint8Array(7);
  expect(await readBytes(file, bytes, 2, 3)).toBe(7);
  expect(bytes).toEqual(Uint8Array.of(2, 3, 4, 5, 6, 7, 8));
  expect(await readBytes(file, bytes, 8, 3)).toBe(2);
});
