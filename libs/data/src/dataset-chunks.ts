import { createReadStream } from 'node:fs';
import { describeDataset } from './dataset-description.ts';
import { onDisk } from './dataset-error.ts';
import { encodeHeader } from './dataset-header.ts';
import type { Dataset } from './dataset.ts';
import { dataPieces, piecesOf } from './fingerprint.ts';

/** The bytes of the file that `writeDatasetFile` would write, in pieces of at most `chunkBytes`. */
export function* datasetChunks(dataset: Dataset, chunkBytes: number): Generator<Buffer> {
  const { findings = [], sha256 } = dataset;
  const header = encodeHeader({ description: describeDataset(dataset), findings, sha256 });
  for (const piece of piecesOf(header, chunkBytes)) yield asBuffer(piece);
  for (const piece of dataPieces(dataset, chunkBytes)) yield asBuffer(piece);
}

/**
 * A dataset file's bytes in pieces of at most `chunkBytes`, read as they are asked for: what a
 * `DatasetReceiver` on another machine takes. The receiver checks them, so this does not.
 *
 * @throws DatasetError `missing` or `storage`, at the first piece
 */
export async function* datasetFileChunks(path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes });
  } catch (reason) {
    const missing = `there is no dataset file at ${path}`;
    await onDisk('read', path, () => Promise.reject(reason), missing);
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
