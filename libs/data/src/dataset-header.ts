import { inOrder, describeDataset, type DatasetDescription } from './dataset-description.ts';
import type { Dataset } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';
import { SAMPLE_TYPES, sampleSize, valueBytes, type SampleKind } from './sample.ts';

/** What a dataset file says about itself before its bytes. */
export interface DatasetHeader extends DatasetDescription {
  readonly sha256: string;
}

const MAGIC = Buffer.from('CHORUSD2', 'latin1');
/** Magic and length of the JSON text. */
export const PREAMBLE_BYTES = MAGIC.length + 4;
/** The data begins at a multiple of it: whoever reads its bytes as words need not copy them. */
const ALIGNMENT_BYTES = 8;
/** More is not taken for a header: there is room for 65,536 classes with names of 200 letters. */
const HEADER_LIMIT_BYTES = 16 * 1024 * 1024;
/** Bytes of a label, an int32. */
const LABEL_BYTES = 4;

/**
 * The start of a dataset file; `dataset-file.ts` has the layout.
 *
 * @throws RangeError when the classes have longer names than a file has room for
 */
export function encodeHeader(dataset: Dataset): Buffer {
  const header: DatasetHeader = { ...describeDataset(dataset), sha256: dataset.sha256 };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const unpaddedBytes = PREAMBLE_BYTES + text.length;
  const bytes = Math.ceil(unpaddedBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const textBytes = bytes - PREAMBLE_BYTES;
  if (textBytes > HEADER_LIMIT_BYTES) {
    throw new RangeError(`the names of ${dataset.classes.length} classes have ${textBytes} bytes`);
  }
  const encoded = Buffer.alloc(bytes, ' ');
  MAGIC.copy(encoded);
  encoded.writeUInt32LE(textBytes, MAGIC.length);
  text.copy(encoded, PREAMBLE_BYTES);
  return encoded;
}

/** What reads headers, for its messages. */
export interface HeaderSource {
  /** What the bytes are of. */
  readonly source: string;
  /** What to do when they are something else. */
  readonly remedy: string;
}

/**
 * Reads how long the header is.
 *
 * @param preamble a file's first {@link PREAMBLE_BYTES}
 * @returns where the data begins
 * @throws DatasetError `corrupt` when this is not a dataset file
 */
export function readPreamble(preamble: Buffer, where: HeaderSource): number {
  const textBytes = preamble.readUInt32LE(MAGIC.length);
  const isOurs = preamble.subarray(0, MAGIC.length).equals(MAGIC);
  if (!isOurs || textBytes > HEADER_LIMIT_BYTES) throw notADatasetFile(where);
  return PREAMBLE_BYTES + textBytes;
}

/**
 * Reads the header.
 *
 * @param bytes a file's first bytes, as many as {@link readPreamble} says
 * @throws DatasetError `corrupt` when this is not a dataset file
 */
export function readHeader(bytes: Buffer, where: HeaderSource): DatasetHeader {
  const header = parse(bytes.toString('utf8', PREAMBLE_BYTES));
  if (!isHeader(header)) throw notADatasetFile(where);
  return { ...inOrder(header), sha256: header.sha256 };
}

/** The bytes of each part after the header, as `dataParts` in `fingerprint.ts` lists them. */
export function partBytes({ sample, trainSamples, testSamples }: DatasetHeader): number[] {
  const bytes = sampleSize(sample.shape) * valueBytes(sample.type);
  const labels = [trainSamples, testSamples].map((samples) => samples * LABEL_BYTES);
  return [...labels, trainSamples * bytes, testSamples * bytes];
}

/** Bytes after the header: labels and samples of both sets. */
export function dataBytes(header: DatasetHeader): number {
  return partBytes(header).reduce((sum, bytes) => sum + bytes, 0);
}

function notADatasetFile({ source, remedy }: HeaderSource): DatasetError {
  const message = `${source} does not begin as a dataset file of this Chorus does; ${remedy}`;
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
    isText(header.name) &&
    typeof header.synthetic === 'boolean' &&
    Array.isArray(header.classes) &&
    header.classes.every(isText) &&
    isSample(header.sample) &&
    isCount(header.trainSamples) &&
    isCount(header.testSamples) &&
    typeof header.sha256 === 'string' &&
    Number.isSafeInteger(dataBytes(header as DatasetHeader))
  );
}

function isSample(value: unknown): value is SampleKind {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, type } = value as Partial<SampleKind>;
  return Array.isArray(shape) && shape.every(isCount) && SAMPLE_TYPES.includes(type!);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
