import { open, type FileHandle } from 'node:fs/promises';
import { parquetMetadataAsync, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { FileState } from '../file-state.ts';
import { printable } from '../printable.ts';
import { footerFault } from './parquet-footer.ts';

/** What a Parquet file begins and ends with. */
export const PARQUET_MAGIC = Buffer.from('PAR1');

/**
 * Reads the footer of a Parquet file, and checks it.
 *
 * @throws DatasetError `corrupt` when the file is cut off, or its footer broken; `storage`
 */
export async function readFooter(state: FileState): Promise<FileMetaData> {
  const metadata = await withFile(state, readMetadata);
  const fault = footerFault(metadata);
  if (fault !== undefined) throw new DatasetError('corrupt', `${state.source}: ${fault}`);
  return metadata;
}

async function readMetadata(state: FileState, file: FileHandle): Promise<FileMetaData> {
  const end = Buffer.alloc(PARQUET_MAGIC.length);
  const { bytesRead } = await file.read(end, 0, end.length, Math.max(0, state.size - end.length));
  if (bytesRead < end.length || !end.equals(PARQUET_MAGIC)) {
    throw new DatasetError('corrupt', `${state.source} is cut off: a Parquet file ends with PAR1`);
  }
  return decoded(state.source, 'its footer', () => parquetMetadataAsync(bufferOf(state, file)));
}

/** Runs the decoder; what it throws about the bytes becomes `corrupt`. */
export async function decoded<Result>(
  source: string,
  where: string,
  decode: () => Promise<Result>,
): Promise<Result> {
  try {
    return await onDisk('read', source, async () => decode());
  } catch (reason) {
    if (reason instanceof DatasetError) throw reason;
    const message = printable(reason instanceof Error ? reason.message : String(reason));
    throw new DatasetError('corrupt', `${source}, ${where}: cannot be decoded (${message})`, {
      cause: reason,
    });
  }
}

async function withFile<Result>(
  state: FileState,
  action: (state: FileState, file: FileHandle) => Promise<Result>,
): Promise<Result> {
  return onDisk('read', state.source, async () => {
    const file = await open(state.path);
    try {
      return await action(state, file);
    } finally {
      await file.close();
    }
  });
}

/** The file as hyparquet reads it; a place beyond its end, which a broken footer can name, is refused before memory is taken. */
export function bufferOf(state: FileState, file: FileHandle): AsyncBuffer {
  return {
    byteLength: state.size,
    // Thrown at once, not by a promise: the decoder starts reads that it may give up without waiting for them.
    slice: (start, end = state.size) => {
      if (!(0 <= start && start <= end && end <= state.size)) {
        throw new RangeError(`bytes ${start} to ${end} are not within the file`);
      }
      const read = readBytes(file, start, end);
      read.catch(() => undefined);
      return read;
    },
  };
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new ArrayBuffer(end - start);
  await file.read(new Uint8Array(bytes), 0, bytes.byteLength, start);
  return bytes;
}
