import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SetUpContext } from './context.ts';
import { downloadWheel } from './download-wheel.ts';
import { findPip } from './find-program.ts';
import { openLibraryFolder, type LibraryFolder } from './library-folder.ts';
import { TENSORFLOW_VERSION, type Flavour, type PinnedWheel } from './pinned-wheels.ts';
import { startProgress } from './progress.ts';
import { fromSystemError, SetUpError } from './set-up-error.ts';
import { unpackWheel } from './unpack-wheel.ts';

const DOWNLOAD_PREFIX = 'download-';
// While pip hands a wheel over there are two of it; its libraries take three times its size.
const DISK_BYTES_PER_WHEEL_BYTE = 4;

/**
 * TensorFlow's libraries from the cache, or else from their wheels, which are downloaded and
 * unpacked into it. Only the holder of the lock may call it.
 *
 * The folder gets its name when it is whole. Until then it is called `.partial`, and a set-up that
 * was interrupted continues after the last wheel that was unpacked.
 *
 * @param name of the set of wheels, part of the folder's name
 * @throws SetUpError
 */
export async function wheelLibraries(
  name: Flavour | 'cuda-alone',
  wheels: readonly PinnedWheel[],
  context: SetUpContext,
): Promise<LibraryFolder> {
  const folder = path.join(context.cacheFolder, `${TENSORFLOW_VERSION}-${name}`);
  if (!existsSync(folder)) {
    try {
      await removeOldDownloads(context.cacheFolder);
      await fillFolder(`${folder}.partial`, wheels, context);
      await rename(`${folder}.partial`, folder);
    } catch (error) {
      throw fromSystemError('unpack', context.cacheFolder, error);
    }
  }
  return openLibraryFolder(path.join(folder, 'tensorflow'), context.platform);
}

async function fillFolder(
  folder: string,
  wheels: readonly PinnedWheel[],
  context: SetUpContext,
): Promise<void> {
  const { env, signal, log, terminal } = context;
  const marker = (wheel: PinnedWheel) => path.join(folder, `${wheel.fileName}.unpacked`);
  const missing = wheels.filter((wheel) => !existsSync(marker(wheel)));
  const totalBytes = missing.reduce((total, wheel) => total + wheel.sizeBytes, 0);
  const pip = await findPip(env, signal);
  await mkdir(folder, { recursive: true });
  await checkDiskSpace(context.cacheFolder, totalBytes);

  const progress = await startProgress('downloading TensorFlow', totalBytes, terminal ?? log);
  let doneBytes = 0;
  try {
    for (const wheel of missing) {
      const downloadFolder = await mkdtemp(path.join(context.cacheFolder, DOWNLOAD_PREFIX));
      try {
        const onBytes = (bytes: number) =>
          progress.update(doneBytes + Math.min(bytes, wheel.sizeBytes));
        const options = { pip, env, signal, onBytes };
        const wheelPath = await downloadWheel(wheel, downloadFolder, options);
        doneBytes += wheel.sizeBytes;
        progress.update(doneBytes);
        await unpackWheel(wheelPath, folder, signal);
        await writeFile(marker(wheel), '');
      } finally {
        await rm(downloadFolder, { recursive: true, force: true });
      }
    }
  } finally {
    progress.stop();
  }
}

/** Removes what set-ups left that were killed: nobody else can have one while this process has the lock. */
async function removeOldDownloads(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (name.startsWith(DOWNLOAD_PREFIX)) {
      // The pip of a set-up that was killed may still write there: what has come meanwhile is removed, too.
      await rm(path.join(cacheFolder, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function checkDiskSpace(folder: string, wheelBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const neededBytes = wheelBytes * DISK_BYTES_PER_WHEEL_BYTE;
  if (freeBytes >= neededBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new SetUpError(
    'download',
    `${folder} has ${gigabytes(freeBytes)} free, ${gigabytes(neededBytes)} are needed: ` +
      'free some, or set CHORUS_HOME to a folder on another disk',
  );
}
