import { mkdir, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { PartialFile } from './partial-file.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

/** Files of the folder that this process has open; none where the kernel does not list them. */
async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd').catch((): string[] => []);
  const paths = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(folder));
}

/** Makes the disk a defective one: what was written cannot be synced. */
async function failSync(): Promise<void> {
  const handle = await open(folder);
  const sync = vi.spyOn(Object.getPrototypeOf(handle), 'sync');
  await handle.close();
  sync.mockRejectedValueOnce(new Error('EIO: i/o error, fsync'));
  onTestFinished(() => sync.mockRestore());
}

test('a file that cannot be synced is closed, and can be removed', async () => {
  const file = await PartialFile.create(join(folder, 'file'));
  await file.write(Buffer.from('bytes'), 0);
  await failSync();
  await expect(file.complete()).rejects.toThrow('EIO');
  expect(await openFiles()).toEqual([]);
  await file.remove();
  expect(await readdir(folder)).toEqual([]);
});

test('a file that cannot be moved to its place is closed, and can be left for later', async () => {
  await mkdir(join(folder, 'file', 'occupied'), { recursive: true });
  const file = await PartialFile.create(join(folder, 'file'));
  await expect(file.complete()).rejects.toThrow();
  expect(await openFiles()).toEqual([]);
  await file.leave();
  expect((await readdir(folder)).sort()).toEqual(['file', 'file.partial']);
});
