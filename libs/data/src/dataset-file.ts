/**
 * A dataset as one file, so that it can be cached and sent by its fingerprint:
 *
 * | Bytes        | Content                                                                     |
 * | ------------ | --------------------------------------------------------------------------- |
 * | 8            | `CHORUSD2`, ASCII                                                           |
 * | 4            | length of the header in bytes, unsigned, little endian                      |
 * | that many    | header, JSON in UTF-8: name, synthetic, classes, sample {shape, type},      |
 * |              | trainSamples, testSamples, sha256; then spaces, up to a multiple of 8       |
 * | the rest     | training labels, test labels, int32; training samples, test samples, of the |
 * |              | sample's type: little endian, without gaps                                  |
 *
 * `sha256` is the fingerprint, which covers all of it. The file lies at
 * `<home>/datasets/<sha256>.dataset`, and is never there half-written.
 */
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from './dataset.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import {
  dataBytes,
  encodeHeader,
  partBytes,
  PREAMBLE_BYTES,
  readHeader,
  readPreamble,
  type DatasetHeader,
} from './dataset-header.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { dataParts, fingerprint } from './fingerprint.ts';
import { requireLabels } from './require-labels.ts';
import { valuesOf } from './sample.ts';

/** What to do about a cached file that is not right. */
const REMEDY = 'delete it and run again';

/** Where datasets and downloaded archives are kept, under the cache folder `home`. */
export function datasetFolder(home: string): string {
  return join(home, 'datasets');
}

/** Where the dataset with this fingerprint is kept as one file. */
export function datasetFilePath(home: string, sha256: string): string {
  return join(datasetFolder(home), `${sha256}.dataset`);
}

/**
 * Writes the dataset as one file: under a temporary name, synced, then renamed.
 *
 * @throws DatasetError `storage` when the disk refuses, `corrupt` when samples and labels are not what the
 *   dataset's own fingerprint says, or a label is none of its classes
 */
export async function writeDatasetFile(dataset: Dataset, path: string): Promise<void> {
  requireLabels(dataset, `the dataset ${dataset.name}`);
  const receiver = await DatasetReceiver.open(path, dataset.sha256);
  try {
    await receiver.add(encodeHeader(dataset));
    for (const part of dataParts(dataset)) await receiver.add(part);
    await receiver.finish();
  } catch (reason) {
    await receiver.abort();
    throw reason;
  }
}

/**
 * Reads a dataset file. Its sets are views of the file's bytes: nothing is copied. The file's size is compared
 * with what its header claims before there is memory for it.
 *
 * @throws DatasetError `missing` when it is not there, `corrupt` when it is not a whole dataset
 *   file or its fingerprint is another, `storage` when the disk refuses
 */
export async function readDatasetFile(path: string, sha256: string): Promise<Dataset> {
  const { header, data } = await readParts(path);
  const [trainLabels, testLabels, trainValues, testValues] = split(data, partBytes(header));
  const { sample, trainSamples: _train, testSamples: _test, ...rest } = header;
  const dataset: Dataset = {
    ...rest,
    sample,
    train: {
      values: valuesOf(sample.type, trainValues!),
      labels: valuesOf('int32', trainLabels!) as Int32Array,
    },
    test: {
      values: valuesOf(sample.type, testValues!),
      labels: valuesOf('int32', testLabels!) as Int32Array,
    },
  };
  const found = fingerprint(dataset);
  if (found !== sha256 || header.sha256 !== sha256) {
    throw new DatasetError(
      'corrupt',
      `${path} holds a dataset with SHA-256 ${found} instead of ${sha256}; ${REMEDY}`,
    );
  }
  requireLabels(dataset, path);
  return dataset;
}

/**
 * The dataset with this fingerprint from the cache, as {@link readDatasetFile} reads it; undefined when
 * it is not there, or was damaged, in which case its file is deleted: it can be had again.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function readCachedDataset(
  home: string,
  sha256: string,
): Promise<Dataset | undefined> {
  const path = datasetFilePath(home, sha256);
  try {
    return await readDatasetFile(path, sha256);
  } catch (reason) {
    if (!(reason instanceof DatasetError) || reason.code === 'storage') throw reason;
    if (reason.code === 'corrupt') await onDisk('delete', path, () => rm(path, { force: true }));
    return undefined;
  }
}

/** The bytes of the file that {@link writeDatasetFile} would write, in pieces of at most `chunkBytes`. */
export function* datasetChunks(dataset: Dataset, chunkBytes: number): Generator<Buffer> {
  for (const part of [encodeHeader(dataset), ...dataParts(dataset)]) {
    for (let start = 0; start < part.length; start += chunkBytes) {
      const { buffer, byteOffset, length } = part.subarray(start, start + chunkBytes);
      yield Buffer.from(buffer, byteOffset, length);
    }
  }
}

/**
 * The file's bytes in pieces of at most `chunkBytes`, read as they are asked for: what a
 * {@link DatasetReceiver} on another machine takes. The receiver checks them, so this does not.
 *
 * @throws DatasetError `missing` or `storage`, at the first piece
 */
export async function* datasetFileChunks(path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes });
  } catch (reason) {
    await onDisk('read', path, () => Promise.reject(reason), missing(path));
  }
}

interface FileParts {
  readonly header: DatasetHeader;
  /** What follows the header, at the start of its memory. */
  readonly data: Uint8Array<ArrayBuffer>;
}

async function readParts(path: string): Promise<FileParts> {
  const readAll = async () => {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const where = { source: path, remedy: REMEDY };
    if (size < PREAMBLE_BYTES) throw wrongSize(path, size, 'a whole header');
    const dataOffset = readPreamble(await readBytes(file, 0, PREAMBLE_BYTES), where);
    if (size < dataOffset) throw wrongSize(path, size, 'a whole header');
    const header = readHeader(await readBytes(file, 0, dataOffset), where);
    const expectedBytes = dataOffset + dataBytes(header);
    if (size !== expectedBytes) throw wrongSize(path, size, expectedBytes);
    return { header, data: await readBytes(file, dataOffset, size - dataOffset) };
  };
  return onDisk('read', path, readAll, missing(path));
}

/** The most that the operating system is asked for at once: it gives no more than 2 GiB. */
const PIECE_BYTES = 2 ** 30;

/** So many bytes from the position on, in memory of their own. */
async function readBytes(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let filled = 0;
  while (filled < length) {
    const wanted = Math.min(length - filled, PIECE_BYTES);
    const { bytesRead } = await file.read(bytes, filled, wanted, position + filled);
    // Cut off since its size was looked at: what is missing stays zero, which the fingerprint shows.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes;
}

function split(data: Uint8Array<ArrayBuffer>, sizes: readonly number[]): Uint8Array<ArrayBuffer>[] {
  let offset = 0;
  return sizes.map((size) => data.subarray(offset, (offset += size)));
}

function wrongSize(path: string, size: number, expected: number | string): DatasetError {
  const message = `${path} has ${size} bytes instead of ${expected}; ${REMEDY}`;
  return new DatasetError('corrupt', message);
}

function missing(path: string): string {
  return `there is no dataset file at ${path}`;
}
