import { statfs } from 'node:fs/promises';
import { DatasetError, onDisk } from './dataset-error.ts';
import { sizeInWords } from './size-in-words.ts';

/** So much of a disk stays free for everybody else, or this share of it, if that is less. */
const RESERVE_BYTES = 1e9;
const RESERVE_SHARE = 1 / 20;

/**
 * Sees that a disk has room for what is to be fetched, and stays usable: it is never filled to its last byte.
 *
 * @param folder where it will be, which is there
 * @param bytes that are still to be written
 * @param what for the message: `the dataset pets`
 * @throws DatasetError `storage` when there is less room, with what is missing
 */
export async function requireRoom(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, blocks, bsize } = await onDisk('look at', folder, () => statfs(folder));
  const reserve = Math.min(RESERVE_BYTES, RESERVE_SHARE * blocks * bsize);
  const free = bavail * bsize;
  if (bytes <= free - reserve) return;
  const missing = sizeInWords(bytes - (free - reserve));
  throw new DatasetError(
    'storage',
    `the disk of ${folder} has ${sizeInWords(free)} free, of which ${sizeInWords(reserve)} stay so: ${what} needs ` +
      `${sizeInWords(bytes)}; free ${missing} more, or point CHORUS_HOME at another disk`,
  );
}
