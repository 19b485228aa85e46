import { DatasetError } from '../dataset-error.ts';
import { FileState } from '../file-state.ts';
import type { ArrayFile } from './array-file.ts';
import { beginning } from './beginning.ts';
import type { ByteSource } from './byte-source.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { beginsAsIdx, openIdx } from './idx.ts';
import { openNpy } from './npy.ts';
import { NPY_MAGIC } from './npy-header.ts';
import { PlainBytes } from './plain-bytes.ts';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const START_BYTES = 16;

/**
 * Opens the array of a file by what its first bytes say, whatever its name: NPY or IDX, plain or packed with
 * gzip.
 *
 * @throws DatasetError `missing`; `corrupt` when it is neither, or damaged; `storage`
 */
export async function openArray(path: string): Promise<ArrayFile> {
  const plain = await PlainBytes.open(path);
  let start: Buffer;
  try {
    start = await plain.peek(START_BYTES);
    if (!start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return await openAs(plain, start);
  } catch (reason) {
    await plain.close();
    throw reason;
  }
  await plain.close();
  const packed = new GzipBytes(await FileState.of(path));
  return openAs(packed, await startOf(packed));
}

function openAs(bytes: ByteSource, start: Buffer): Promise<ArrayFile> {
  if (start.subarray(0, NPY_MAGIC.length).equals(NPY_MAGIC)) return openNpy(bytes);
  if (beginsAsIdx(start)) return openIdx(bytes);
  throw new DatasetError(
    'corrupt',
    `${bytes.source} is no array in NPY or IDX: ${beginning(start)}`,
  );
}

async function startOf(packed: ByteSource): Promise<Buffer> {
  const cursor = await packed.cursor();
  try {
    return await cursor.take(NPY_MAGIC.length);
  } finally {
    await cursor.close();
  }
}
