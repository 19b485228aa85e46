import { posix } from 'node:path';
import { list } from 'tar';
import type { Dataset } from '../dataset.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { fileMd5 } from '../download.ts';
import { Cifar10Assembler } from './assembler.ts';
import type { Cifar10Release } from './release.ts';

/**
 * Reads CIFAR-10 from the official archive, in memory.
 *
 * @throws DatasetError `corrupt` when its MD5 is not the release's, or `storage`
 */
export async function readCifar10Archive(path: string, release: Cifar10Release): Promise<Dataset> {
  await checkArchive(path, release);
  const contents = await onDisk('read', path, () => readEntries(path, release));
  const assembler = new Cifar10Assembler(release);
  for (const file of release.files) {
    assembler.add(file, contents.get(file.name) ?? Buffer.alloc(0), `${path}: ${file.name}`);
  }
  return assembler.dataset();
}

async function checkArchive(path: string, { archive }: Cifar10Release): Promise<void> {
  const md5 = await fileMd5(path);
  if (md5 === archive.md5) return;
  throw new DatasetError(
    'corrupt',
    `${path} is not the official archive, or was cut off: it has MD5 ${md5} instead of ` +
      `${archive.md5}; delete it and download ${archive.url} again`,
  );
}

/** The release's files in the archive, by name without folder. */
async function readEntries(path: string, release: Cifar10Release): Promise<Map<string, Buffer>> {
  const wanted = new Set(release.files.map(({ name }) => name));
  const contents = new Map<string, Buffer>();
  await list({
    file: path,
    strict: true,
    onReadEntry: (entry) => {
      const name = posix.basename(entry.path);
      if (!wanted.has(name)) return;
      const pieces: Buffer[] = [];
      entry.on('data', (piece) => pieces.push(piece));
      entry.on('end', () => contents.set(name, Buffer.concat(pieces)));
    },
  });
  return contents;
}
