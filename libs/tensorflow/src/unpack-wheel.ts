import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromSystemError, SetUpError } from './set-up-error.ts';

// TensorFlow's two libraries and the C interface's headers, a few hundred of 13,000 files, and what of the
// CUDA wheels is loaded or run. Paths stay as they are: the libraries find each other by them.
const WANTED = [
  /^tensorflow\/libtensorflow_(cc|framework)\./,
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\//,
  /^nvidia\/[^/]+\/(lib|bin|nvvm)\//,
];

/**
 * Unpacks what Chorus needs of a wheel; files that are there are replaced.
 *
 * @throws SetUpError (`unpack`) when the wheel is broken, or the folder full or not writable
 */
export async function unpackWheel(
  wheelPath: string,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const yauzl = await import('yauzl');
  try {
    const zip = await yauzl.openPromise(wheelPath);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (!WANTED.some((pattern) => pattern.test(entry.fileName))) continue;
      const file = path.join(folder, entry.fileName);
      await mkdir(path.dirname(file), { recursive: true });
      const unixMode = (entry.externalFileAttributes >>> 16) & 0o777;
      const source = await zip.openReadStreamPromise(entry);
      await pipeline(source, createWriteStream(file, { mode: unixMode || 0o644 }), { signal });
    }
  } catch (error) {
    signal?.throwIfAborted();
    const known = fromSystemError('unpack', folder, error);
    if (known instanceof SetUpError) throw known;
    throw new SetUpError('unpack', `${path.basename(wheelPath)}: ${(error as Error).message}`);
  }
}
