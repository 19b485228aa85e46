import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../dataset.ts';
import { DatasetError, isNotFound, onDisk } from '../dataset-error.ts';
import { readCachedDataset } from '../cached-dataset.ts';
import { datasetFolder } from '../dataset-paths.ts';
import type { OpenOptions } from '../dataset-source.ts';
import { download } from '../download.ts';
import { readCifar10Archive } from './archive.ts';
import { readCifar10Folder } from './folder.ts';
import { ARCHIVE_NAME, FOLDER_NAME, type Cifar10Release } from './release.ts';

/**
 * CIFAR-10 from `dataDir`, a folder or archive, when given, and then from nowhere else; else from the cache: `<home>/datasets/<sha256>.dataset`,
 * then `<home>/datasets/cifar-10-binary.tar.gz`; else downloaded to that archive. What is damaged in the
 * cache is deleted.
 *
 * @throws DatasetError with any code; see {@link readCifar10Folder} and {@link download}
 */
export async function openCifar10(release: Cifar10Release, options: OpenOptions): Promise<Dataset> {
  if (options.dataDir) return readFromUser(options.dataDir, release);
  const cached = await readCachedDataset(options.home, release.sha256);
  if (cached) return cached;
  const archive = join(datasetFolder(options.home), ARCHIVE_NAME);
  if (await kindOf(archive)) {
    try {
      return await readCifar10Archive(archive, release);
    } catch (reason) {
      if (!(reason instanceof DatasetError) || reason.code !== 'corrupt') throw reason;
      await onDisk('delete', archive, () => rm(archive));
    }
  }
  await downloadArchive(archive, release, options);
  return readCifar10Archive(archive, release);
}

async function readFromUser(dataDir: string, release: Cifar10Release): Promise<Dataset> {
  const kind = await kindOf(dataDir);
  if (kind === 'file') return readCifar10Archive(dataDir, release);
  if (kind === 'folder') {
    for (const folder of [dataDir, join(dataDir, FOLDER_NAME)]) {
      if (await holdsBatches(folder, release)) return readCifar10Folder(folder, release);
    }
    const archive = join(dataDir, ARCHIVE_NAME);
    if (await kindOf(archive)) return readCifar10Archive(archive, release);
  }
  const found = kind ? `${dataDir} holds no CIFAR-10` : `there is no ${dataDir}`;
  throw new DatasetError(
    'missing',
    `${found}; --data-dir (or CHORUS_DATA_DIR) must name a folder with ${release.files[0]!.name} ` +
      `and so on, or the archive ${ARCHIVE_NAME}; leave it out to download CIFAR-10`,
  );
}

async function downloadArchive(
  path: string,
  release: Cifar10Release,
  options: OpenOptions,
): Promise<void> {
  try {
    await download(release.archive, path, options);
  } catch (reason) {
    if (!(reason instanceof DatasetError) || reason.code !== 'unavailable') throw reason;
    throw new DatasetError(
      'unavailable',
      `CIFAR-10 is not on this machine, and ${reason.message}; run again when the network is ` +
        `there, or get ${ARCHIVE_NAME} by other means and name its folder with --data-dir`,
      { cause: reason },
    );
  }
}

/** Any of the files is enough: the reader then says which one is missing. */
async function holdsBatches(folder: string, { files }: Cifar10Release): Promise<boolean> {
  if ((await kindOf(folder)) !== 'folder') return false;
  const names = await onDisk('read', folder, () => readdir(folder));
  return files.some(({ name }) => names.includes(name));
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  return onDisk('read', path, async () => {
    try {
      return (await stat(path)).isDirectory() ? 'folder' : 'file';
    } catch (reason) {
      if (isNotFound(reason)) return undefined;
      throw reason;
    }
  });
}
