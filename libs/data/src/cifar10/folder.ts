import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../dataset.ts';
import { onDisk } from '../dataset-error.ts';
import { Cifar10Assembler, getItAgain } from './assembler.ts';
import type { Cifar10Release } from './release.ts';

/**
 * Reads CIFAR-10 from a folder that holds its files.
 *
 * @throws DatasetError `missing` or `corrupt`, naming the file, or `storage`
 */
export async function readCifar10Folder(folder: string, release: Cifar10Release): Promise<Dataset> {
  const assembler = new Cifar10Assembler(release);
  for (const file of release.files) {
    const path = join(folder, file.name);
    assembler.add(file, await readBatch(path, release), path);
  }
  return assembler.dataset();
}

async function readBatch(path: string, release: Cifar10Release): Promise<Uint8Array> {
  const missing = `${path} is missing; ${getItAgain(release)}`;
  return onDisk('read', path, () => readFile(path), missing);
}
