import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { describeDataset } from './dataset-description.ts';
import { onDisk } from './dataset-error.ts';
import { missingFile, readFileHeader } from './dataset-file-start.ts';
import { encodeHeader } from './dataset-header.ts';
import type { Dataset } from './dataset.ts';
import { dataPieces, piecesOf } from './fingerprint.ts';

/**
 * The beginning of a dataset file: what has arrived of it before a transfer was cut off. Two files of one dataset may
 * have other headers, which also say what was found, so that the header tells whether a file goes on from there.
 */
export interface DatasetBeginning {
  /** How many bytes of the file, its whole header among them; 0: nothing. */
  readonly bytes: number;
  /** The SHA-256 of the header, hexadecimal; empty when there is nothing. */
  readonly headerSha256: string;
}

export const NOTHING: DatasetBeginning = { bytes: 0, headerSha256: '' };

/** A file's bytes from a place on. */
export interface DatasetRest<Chunks> {
  /** Where the first chunk lies, in bytes; 0 when what was there is not this file's beginning. */
  readonly start: number;
  readonly chunks: Chunks;
}

/** The beginning of a file that has this header. */
export function beginningOf(header: Uint8Array, bytes: number): DatasetBeginning {
  return { bytes, headerSha256: hash('sha256', header) };
}

/** The bytes of the file that `writeDatasetFile` would write, in pieces of at most `chunkBytes`. */
export function datasetChunks(dataset: Dataset, chunkBytes: number): Generator<Buffer> {
  return datasetRest(dataset, chunkBytes).chunks;
}

/** What of these bytes is missing to who has the file's beginning. */
export function datasetRest(
  dataset: Dataset,
  chunkBytes: number,
  beginning: DatasetBeginning = NOTHING,
): DatasetRest<Generator<Buffer>> {
  const { findings = [], testNames, sha256 } = dataset;
  const description = describeDataset(dataset);
  const header = encodeHeader({ description, findings, testNames, sha256 });
  const start = startOf(header, beginning);
  return { start, chunks: chunks() };

  function* chunks() {
    let missed = start;
    for (const part of [header, ...dataPieces(dataset, Infinity)]) {
      for (const piece of piecesOf(part.subarray(missed), chunkBytes)) yield asBuffer(piece);
      missed = Math.max(0, missed - part.length);
    }
  }
}

/**
 * A dataset file's bytes in pieces of at most `chunkBytes`, read as they are asked for: what a
 * `DatasetReceiver` on another machine takes. The receiver checks them, so this does not.
 *
 * @param start where the first piece begins, in bytes
 * @throws DatasetError `missing` or `storage`, at the first piece
 */
export async function* datasetFileChunks(
  path: string,
  chunkBytes: number,
  start = 0,
): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes, start });
  } catch (reason) {
    await onDisk('read', path, () => Promise.reject(reason), missingFile(path));
  }
}

/**
 * What of a dataset file is missing to who has its beginning.
 *
 * @throws DatasetError `missing`, `corrupt` when it is no dataset file, or `storage`
 */
export async function datasetFileRest(
  path: string,
  chunkBytes: number,
  beginning: DatasetBeginning,
): Promise<DatasetRest<AsyncGenerator<Buffer>>> {
  const start = beginning.bytes === 0 ? 0 : startOf(await readFileHeader(path), beginning);
  return { start, chunks: datasetFileChunks(path, chunkBytes, start) };
}

function startOf(header: Uint8Array, { bytes, headerSha256 }: DatasetBeginning): number {
  return bytes >= header.length && headerSha256 === beginningOf(header, bytes).headerSha256
    ? bytes
    : 0;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
