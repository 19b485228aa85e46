import { isDeepStrictEqual } from 'node:util';
import { inOrder, type DatasetDescription } from './dataset-description.ts';
import { DatasetError } from './dataset-error.ts';
import { dataBytes, layoutOf, tensorName } from './dataset-layout.ts';
import { areNames, isDescription, isFindings } from './is-description.ts';
import type { Finding } from './sources/raw-dataset.ts';

/** What a dataset file says before its tensors. */
export interface DatasetHeader {
  readonly description: DatasetDescription;
  readonly findings: readonly Finding[];
  /** What the user knows each test sample by, [testSamples]; undefined where that is not known. */
  readonly testNames?: readonly string[] | undefined;
  /** The fingerprint, hexadecimal. */
  readonly sha256: string;
}

/** The length of the JSON text, which safetensors have first. */
export const PREAMBLE_BYTES = 8;
/** The tensors begin at a multiple of it: whoever reads their bytes as words need not copy them. */
const ALIGNMENT_BYTES = 8;
/** More is not taken for a header: there is room for 65,536 classes with names of 200 letters. */
const HEADER_LIMIT_BYTES = 16 * 1024 * 1024;

const FORMAT = 'chorus-dataset';
const VERSION = '1';
/** How dataset files began before they were safetensors. */
const FORMER_MAGIC = 'CHORUSD';

/**
 * The start of a dataset file; `dataset-file.ts` has the layout.
 *
 * @param bytes how long it must be: spaces fill it, and findings that find no room are counted, not told. As long as
 *   it needs to be when left out
 * @throws DatasetError `corrupt` when classes, columns and preparation are longer than a file has room for
 */
export function encodeHeader(header: DatasetHeader, bytes?: number): Buffer {
  const text = bytes === undefined ? textOf(header) : textWithin(header, bytes - PREAMBLE_BYTES);
  const neededBytes = PREAMBLE_BYTES + text.length;
  const headerBytes = bytes ?? Math.ceil(neededBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  if (headerBytes - PREAMBLE_BYTES > HEADER_LIMIT_BYTES) throw tooLong(header, headerBytes);
  const encoded = Buffer.alloc(headerBytes, ' ');
  encoded.writeBigUInt64LE(BigInt(headerBytes - PREAMBLE_BYTES));
  text.copy(encoded, PREAMBLE_BYTES);
  return encoded;
}

/** Whether there is room for all that a header says. */
export function fitsHeader(header: DatasetHeader): boolean {
  return textOf(header).length <= HEADER_LIMIT_BYTES - ALIGNMENT_BYTES;
}

function textOf({ description, findings, testNames, sha256 }: DatasetHeader): Buffer {
  const tensors = layoutOf(description).map((tensor) => [tensorName(tensor), entryOf(tensor)]);
  const metadata = {
    format: FORMAT,
    version: VERSION,
    description: JSON.stringify(inOrder(description)),
    findings: JSON.stringify(findings),
    ...(testNames && { test_names: JSON.stringify(testNames) }),
    sha256,
  };
  return Buffer.from(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(tensors) }),
    'utf8',
  );
}

/** The header with as many findings as so many bytes hold, and how many more there are. */
function textWithin(header: DatasetHeader, bytes: number): Buffer {
  for (let told = header.findings.length; ; told = Math.floor(told * 0.9)) {
    const text = textOf({ ...header, findings: firstFindings(header.findings, told) });
    if (text.length <= bytes) return text;
    if (told === 0) throw new RangeError(`a header of ${text.length} bytes is not for ${bytes}`);
  }
}

function firstFindings(findings: readonly Finding[], told: number): readonly Finding[] {
  const count = findings.length - told;
  if (count === 0) return findings;
  const more: Finding = { kind: 'warning', text: 'more was found than is kept here', count };
  return [...findings.slice(0, told), more];
}

function entryOf({ dtype, shape, begin, end }: ReturnType<typeof layoutOf>[number]) {
  return { dtype, shape, data_offsets: [begin, end] };
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
 * @returns where the tensors begin
 * @throws DatasetError `corrupt` when this is not a dataset file
 */
export function readPreamble(preamble: Buffer, where: HeaderSource): number {
  const textBytes = preamble.readBigUInt64LE();
  if (preamble.toString('latin1').startsWith(FORMER_MAGIC)) {
    throw refused(where, 'is a dataset file of a Chorus before this one');
  }
  const isOurs = textBytes <= HEADER_LIMIT_BYTES && Number(textBytes) % ALIGNMENT_BYTES === 0;
  if (!isOurs) throw notADatasetFile(where);
  return PREAMBLE_BYTES + Number(textBytes);
}

/**
 * Reads the header.
 *
 * @param bytes a file's first bytes, as many as {@link readPreamble} says
 * @throws DatasetError `corrupt` when this is not a dataset file
 */
export function readHeader(bytes: Buffer, where: HeaderSource): DatasetHeader {
  const { __metadata__: metadata, ...tensors } = objectOf(bytes.toString('utf8', PREAMBLE_BYTES));
  const { format, version, sha256, ...texts } = { ...(metadata as object) } as Record<
    string,
    unknown
  >;
  if (format !== FORMAT) throw notADatasetFile(where);
  if (version !== VERSION) {
    throw refused(where, `is of version ${JSON.stringify(version)} of the format, not ${VERSION}`);
  }
  const { description, findings, test_names: names } = texts;
  const header = {
    ...{ description: parse(description), findings: parse(findings), sha256 },
    ...(names !== undefined && { testNames: parse(names) }),
  };
  if (!isHeader(header)) throw notADatasetFile(where);
  const expected = layoutOf(header.description).map((t) => [tensorName(t), entryOf(t)]);
  if (!isDeepStrictEqual(tensors, Object.fromEntries(expected))) {
    throw refused(where, 'lists other tensors than its description says');
  }
  return { ...header, description: inOrder(header.description) };
}

function isHeader(header: {
  readonly [Key in keyof DatasetHeader]: unknown;
}): header is DatasetHeader {
  const { description, findings, testNames, sha256 } = header;
  return (
    isDescription(description) &&
    Number.isSafeInteger(dataBytes(description)) &&
    isFindings(findings) &&
    (testNames === undefined || areNames(testNames, description.testSamples)) &&
    typeof sha256 === 'string'
  );
}

function notADatasetFile(where: HeaderSource): DatasetError {
  return refused(where, 'does not begin as a dataset file of this Chorus does');
}

function refused({ source, remedy }: HeaderSource, problem: string): DatasetError {
  return new DatasetError('corrupt', `${source} ${problem}; ${remedy}`);
}

function tooLong({ description }: DatasetHeader, bytes: number): DatasetError {
  const { classes, columns = [] } = description;
  return new DatasetError(
    'corrupt',
    `the names of ${classes.length} classes and ${columns.length} columns, with what their preparation needs, have ` +
      `${bytes} bytes; a dataset file has room for ${HEADER_LIMIT_BYTES}`,
  );
}

/** The object that the text is of; an empty one when it is none. */
function objectOf(text: string): Record<string, unknown> {
  const value = parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
