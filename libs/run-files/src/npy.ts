import { bytesOf, typeOf, type SampleValues } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * NumPy's .npy format, version 1.0: magic, version, the header's length (uint16), the header (a Python
 * dict literal padded with spaces to a multiple of 64 bytes), then the numbers in C order.
 * Source: NumPy's documentation, `numpy.lib.format`.
 *
 * Numbers are little-endian on disk and as the processor has them in memory, which is the same on
 * every processor that Node.js and TensorFlow support.
 */
const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const LENGTH_BYTES = 2;
const ALIGNMENT_BYTES = 64;

const DESCRIPTIONS = { float32: '<f4', uint8: '|u1', int32: '<i4' } as const;
const ITEM_BYTES = { float32: 4, uint8: 1, int32: 4 } as const;
const DTYPES = Object.keys(DESCRIPTIONS) as (keyof typeof DESCRIPTIONS)[];

/** What a .npy file says of its contents. */
export interface NpyHeader {
  readonly dtype: keyof typeof DESCRIPTIONS;
  /** Sizes of the dimensions, in C order. */
  readonly shape: readonly number[];
}

/**
 * The bytes of a .npy file.
 *
 * @param values the numbers in C order
 * @param shape sizes of the dimensions; their product is the number of values
 * @throws RangeError when it is not
 */
export function encodeNpy(values: SampleValues, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  if (countOf(shape) !== values.length) {
    throw new RangeError(`${values.length} values do not have the shape ${shapeText(shape)}`);
  }
  const header = encodeHeader({ dtype: typeOf(values), shape });
  const bytes = new Uint8Array(header.length + values.byteLength);
  bytes.set(header);
  bytes.set(bytesOf(values), header.length);
  return bytes;
}

/**
 * What the file at `path` holds; reads no more than its header.
 * @throws ChorusError `not-found` or `corrupt`, naming the file
 */
export function readNpyHeader(path: string): NpyHeader {
  return withNpy(path, (file) => readHeader(file).header);
}

/**
 * Reads float32 [rows, columns], row by row. Type, shape and file size are checked before the numbers
 * are read, so that a wrong file costs no memory.
 * @throws ChorusError `not-found` or `corrupt`, naming the file
 */
export function readFloat32Npy(
  path: string,
  shape: readonly [rows: number, columns: number],
): Float32Array<ArrayBuffer> {
  return new Float32Array(readValues(path, { dtype: 'float32', shape }));
}

/**
 * The bytes of a .npy file with labels: uint8, or int32 where there are more classes than a byte can number.
 *
 * @param labels [samples], each below `classes`
 */
export function encodeLabels(labels: Int32Array, classes: number): Uint8Array<ArrayBuffer> {
  return encodeNpy(labelType(classes) === 'uint8' ? Uint8Array.from(labels) : labels, [
    labels.length,
  ]);
}

/**
 * Reads labels, [length], checked as by `readFloat32Npy`.
 *
 * @param classes how many there are, which tells the type; see {@link encodeLabels}
 * @throws ChorusError `not-found` or `corrupt`, naming the file
 */
export function readLabels(path: string, length: number, classes: number): Int32Array<ArrayBuffer> {
  const dtype = labelType(classes);
  const values = readValues(path, { dtype, shape: [length] });
  return dtype === 'uint8' ? Int32Array.from(new Uint8Array(values)) : new Int32Array(values);
}

function labelType(classes: number): 'uint8' | 'int32' {
  return classes <= 256 ? 'uint8' : 'int32';
}

function readValues(path: string, expected: NpyHeader): ArrayBuffer {
  return withNpy(path, (file) => {
    const { header, endsAt } = readHeader(file);
    if (headerText(header) !== headerText(expected)) {
      throw corrupt(path, `holds ${headerText(header)}, not ${headerText(expected)}`);
    }
    const values = new Uint8Array(countOf(header.shape) * ITEM_BYTES[header.dtype]);
    const { size } = fstatSync(file.descriptor);
    if (size !== endsAt + values.length) {
      throw corrupt(path, `has ${size} bytes instead of ${endsAt + values.length}`);
    }
    readExactly(file, values, endsAt);
    return values.buffer;
  });
}

function encodeHeader({ dtype, shape }: NpyHeader): Buffer {
  const fields = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': ${shapeText(shape)}, }`;
  const prefixBytes = MAGIC.length + LENGTH_BYTES;
  const unpaddedBytes = prefixBytes + fields.length + 1;
  const totalBytes = Math.ceil(unpaddedBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16LE(totalBytes - prefixBytes);
  const text = `${fields.padEnd(totalBytes - prefixBytes - 1)}\n`;
  return Buffer.concat([MAGIC, length, Buffer.from(text, 'latin1')]);
}

interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
}

function withNpy<Result>(path: string, use: (file: OpenFile) => Result): Result {
  const descriptor = openNpy(path);
  try {
    return use({ path, descriptor });
  } finally {
    closeSync(descriptor);
  }
}

function openNpy(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { message } = error as Error;
    throw new ChorusError('not-found', `cannot open ${path}: ${message}`, { cause: error });
  }
}

function readHeader(file: OpenFile): { header: NpyHeader; endsAt: number } {
  const prefix = Buffer.alloc(MAGIC.length + LENGTH_BYTES);
  readExactly(file, prefix, 0);
  if (!prefix.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw corrupt(file.path, 'is not a NumPy file of version 1.0');
  }
  const text = Buffer.alloc(prefix.readUInt16LE(MAGIC.length));
  readExactly(file, text, prefix.length);
  const header = parseHeader(text.toString('latin1'));
  if (header === undefined) {
    throw corrupt(file.path, `has a header that is not of ${DTYPES.join(', ')} in C order`);
  }
  return { header, endsAt: prefix.length + text.length };
}

/** Reads the dict literal as NumPy writes it. */
function parseHeader(text: string): NpyHeader | undefined {
  const fields =
    /^\{'descr': '(?<descr>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[\d, ]*)\), \} *\n$/.exec(
      text,
    )?.groups;
  const dtype = DTYPES.find((name) => DESCRIPTIONS[name] === fields?.['descr']);
  if (fields === undefined || dtype === undefined) return undefined;
  return { dtype, shape: (fields['shape']!.match(/\d+/g) ?? []).map(Number) };
}

function readExactly(file: OpenFile, into: Uint8Array, position: number): void {
  let filled = 0;
  while (filled < into.length) {
    const left = into.length - filled;
    const bytesRead = readSync(file.descriptor, into, filled, left, position + filled);
    if (bytesRead === 0) throw corrupt(file.path, 'is cut off');
    filled += bytesRead;
  }
}

function corrupt(path: string, problem: string): ChorusError {
  return new ChorusError('corrupt', `${path} ${problem}`);
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as Python prints a tuple: `(3,)`, `(3, 10)`. */
function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function headerText({ dtype, shape }: NpyHeader): string {
  return `${dtype} ${shapeText(shape)}`;
}
