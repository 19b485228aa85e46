import { open, type FileHandle } from 'node:fs/promises';
import { DatasetError, onDisk } from './dataset-error.ts';
import { PREAMBLE_BYTES, readHeader, readPreamble, type DatasetHeader } from './dataset-header.ts';
import { dataBytes } from './dataset-layout.ts';
import { readBytes } from './read-bytes.ts';

/** What to do about a cached file that is not right. */
export const REMEDY = 'delete it and run again';

/**
 * The bytes of a dataset file before its tensors.
 *
 * @throws DatasetError `missing`, `corrupt` when it does not begin as a dataset file does, or `storage`
 */
export async function readFileHeader(path: string): Promise<Buffer> {
  const read = async () => {
    await using handle = await open(path, 'r');
    return await readHeaderBytes(handle, path, (await handle.stat()).size);
  };
  return onDisk('read', path, read, missingFile(path));
}

/**
 * The header of an open file, and where its tensors begin. The file's size is compared with what the header claims.
 *
 * @throws DatasetError `corrupt` when this is not a whole dataset file
 */
export async function readStart(
  handle: FileHandle,
  path: string,
): Promise<{ readonly header: DatasetHeader; readonly dataOffset: number }> {
  const { size } = await handle.stat();
  const bytes = await readHeaderBytes(handle, path, size);
  const header = readHeader(bytes, { source: path, remedy: REMEDY });
  const expectedBytes = bytes.length + dataBytes(header.description);
  if (size !== expectedBytes) throw wrongSize(path, size, expectedBytes);
  return { header, dataOffset: bytes.length };
}

async function readHeaderBytes(handle: FileHandle, path: string, size: number): Promise<Buffer> {
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  if (size < PREAMBLE_BYTES) throw wrongSize(path, size, 'a whole header');
  await readBytes(handle, preamble, 0);
  const dataOffset = readPreamble(preamble, { source: path, remedy: REMEDY });
  if (size < dataOffset) throw wrongSize(path, size, 'a whole header');
  const bytes = Buffer.alloc(dataOffset);
  await readBytes(handle, bytes, 0);
  return bytes;
}

/** The message about a dataset file that is not there. */
export function missingFile(path: string): string {
  return `there is no dataset file at ${path}`;
}

function wrongSize(path: string, size: number, expected: number | string): DatasetError {
  const message = `${path} has ${size} bytes instead of ${expected}; ${REMEDY}`;
  return new DatasetError('corrupt', message);
}
