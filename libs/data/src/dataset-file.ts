/**
 * A dataset as one file, so that it can be cached and sent by its fingerprint:
 *
 * | Bytes        | Content                                                                     |
 * | ------------ | --------------------------------------------------------------------------- |
 * | 8            | `CHORUSD1`, ASCII                                                           |
 * | 4            | length of the header in bytes, unsigned, little endian                      |
 * | that many    | header, JSON in UTF-8: name, synthetic, classes, shape {height, width,      |
 * |              | channels}, trainSamples, testSamples, sha256                                |
 * | the rest     | training images, training labels, test images, test labels, one byte per    |
 * |              | value, without gaps: exactly what the fingerprint `sha256` covers           |
 *
 * It lies at `<home>/datasets/<sha256>.dataset`, and is never there half-written.
 */
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imageSize, type Dataset, type ImageSet } from './dataset.ts';
import { DatasetError, isNotFound, onDisk } from './dataset-error.ts';
import { dataBytes, decodeHeader, encodeHeader, type DatasetHeader } from './dataset-header.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { fingerprint, fingerprintedParts } from './fingerprint.ts';

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
 * @throws DatasetError `storage` when the disk refuses, `corrupt` when the images and labels are
 *   not what the dataset's own fingerprint says
 */
export async function writeDatasetFile(dataset: Dataset, path: string): Promise<void> {
  const receiver = await DatasetReceiver.open(path, dataset.sha256);
  try {
    await receiver.add(encodeHeader(dataset));
    for (const part of fingerprintedParts(dataset.train, dataset.test)) await receiver.add(part);
    await receiver.finish();
  } catch (reason) {
    await receiver.abort();
    throw reason;
  }
}

/**
 * Reads a dataset file. Its sets are views of the file's bytes: nothing is copied.
 *
 * @throws DatasetError `missing` when it is not there, `corrupt` when it is not a whole dataset
 *   file or its fingerprint is another, `storage` when the disk refuses
 */
export async function readDatasetFile(path: string, sha256: string): Promise<Dataset> {
  const bytes = await readOrMissing(path);
  const decoded = decodeHeader(bytes, path, REMEDY);
  const expectedBytes = decoded && decoded.dataOffset + dataBytes(decoded.header);
  if (!decoded || bytes.length !== expectedBytes) {
    throw new DatasetError(
      'corrupt',
      `${path} has ${bytes.length} bytes instead of ${expectedBytes ?? 'a whole header'}; ${REMEDY}`,
    );
  }
  const { header, dataOffset } = decoded;
  const sets = splitSets(bytes.subarray(dataOffset), header);
  const found = fingerprint(sets.train, sets.test);
  if (found !== sha256 || header.sha256 !== sha256) {
    throw new DatasetError(
      'corrupt',
      `${path} holds a dataset with SHA-256 ${found} instead of ${sha256}; ${REMEDY}`,
    );
  }
  const { name, synthetic, classes, shape } = header;
  return { name, synthetic, classes, shape, ...sets, sha256 };
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
  for (const part of [encodeHeader(dataset), ...fingerprintedParts(dataset.train, dataset.test)]) {
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
    if (isNotFound(reason)) throw missing(path);
    await onDisk('read', path, () => Promise.reject(reason));
  }
}

async function readOrMissing(path: string): Promise<Buffer> {
  return onDisk('read', path, async () => {
    try {
      return await readFile(path);
    } catch (reason) {
      throw isNotFound(reason) ? missing(path) : reason;
    }
  });
}

function missing(path: string): DatasetError {
  return new DatasetError('missing', `there is no dataset file at ${path}`);
}

function splitSets(bytes: Uint8Array, header: DatasetHeader): Record<'train' | 'test', ImageSet> {
  const imageBytes = imageSize(header.shape);
  let offset = 0;
  const take = (length: number) => bytes.subarray(offset, (offset += length));
  const takeSet = (samples: number): ImageSet => {
    const images = take(samples * imageBytes);
    return { images, labels: take(samples) };
  };
  return { train: takeSet(header.trainSamples), test: takeSet(header.testSamples) };
}
