import { DATASET_NAMES, imageSize, type Dataset, type ImageShape } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';

/** What a dataset file says about itself before its bytes. */
export interface DatasetHeader extends Pick<
  Dataset,
  'name' | 'synthetic' | 'classes' | 'shape' | 'sha256'
> {
  readonly trainSamples: number;
  readonly testSamples: number;
}

const MAGIC = Buffer.from('CHORUSD1', 'latin1');
/** Magic and length of the JSON text. */
const PREAMBLE_BYTES = MAGIC.length + 4;
/** The data begins at a multiple of it: whoever reads its bytes as words need not copy them. */
const ALIGNMENT_BYTES = 8;
/** No real header comes near it: more is not a dataset file. */
const HEADER_LIMIT_BYTES = 64 * 1024;

/** The start of a dataset file; `dataset-file.ts` has the layout. */
export function encodeHeader(dataset: Dataset): Buffer {
  const { name, synthetic, classes, shape, train, test, sha256 } = dataset;
  const header: DatasetHeader = {
    name,
    synthetic,
    classes,
    shape,
    trainSamples: train.labels.length,
    testSamples: test.labels.length,
    sha256,
  };
  const words = Buffer.from(JSON.stringify(header), 'utf8');
  const missing = -(PREAMBLE_BYTES + words.length) & (ALIGNMENT_BYTES - 1);
  const text = Buffer.concat([words, Buffer.alloc(missing, ' ')]);
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  MAGIC.copy(preamble);
  preamble.writeUInt32LE(text.length, MAGIC.length);
  return Buffer.concat([preamble, text]);
}

/**
 * Reads the header from a file's first bytes.
 *
 * @param source what the bytes are of, for the message
 * @param remedy what to do when they are something else, for the message
 * @returns the header and where the data begins; undefined when the bytes end before that
 * @throws DatasetError `corrupt` when this is not a dataset file
 */
export function decodeHeader(
  bytes: Buffer,
  source: string,
  remedy: string,
): { header: DatasetHeader; dataOffset: number } | undefined {
  const seen = Math.min(bytes.length, MAGIC.length);
  if (!bytes.subarray(0, seen).equals(MAGIC.subarray(0, seen))) {
    throw notADatasetFile(source, remedy);
  }
  if (bytes.length < PREAMBLE_BYTES) return undefined;
  const textBytes = bytes.readUInt32LE(MAGIC.length);
  if (textBytes > HEADER_LIMIT_BYTES) throw notADatasetFile(source, remedy);
  const dataOffset = PREAMBLE_BYTES + textBytes;
  if (bytes.length < dataOffset) return undefined;
  const header = parse(bytes.toString('utf8', PREAMBLE_BYTES, dataOffset));
  if (!isHeader(header)) throw notADatasetFile(source, remedy);
  return { header, dataOffset };
}

/** Bytes after the header: images and labels of both sets. */
export function dataBytes(header: DatasetHeader): number {
  return (header.trainSamples + header.testSamples) * (imageSize(header.shape) + 1);
}

function notADatasetFile(source: string, remedy: string): DatasetError {
  const message = `${source} does not begin as a dataset file of Chorus does; ${remedy}`;
  return new DatasetError('corrupt', message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown): value is DatasetHeader {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Partial<DatasetHeader>;
  return (
    DATASET_NAMES.some((name) => name === header.name) &&
    typeof header.synthetic === 'boolean' &&
    Array.isArray(header.classes) &&
    header.classes.every((name) => typeof name === 'string') &&
    isShape(header.shape) &&
    isCount(header.trainSamples) &&
    isCount(header.testSamples) &&
    typeof header.sha256 === 'string'
  );
}

function isShape(value: unknown): value is ImageShape {
  if (typeof value !== 'object' || value === null) return false;
  const shape = value as Partial<ImageShape>;
  return isCount(shape.height) && isCount(shape.width) && isCount(shape.channels);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
