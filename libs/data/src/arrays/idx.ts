import { DatasetError } from '../dataset-error.ts';
import type { ArrayFile } from './array-file.ts';
import type { ByteCursor, ByteSource } from './byte-source.ts';
import type { NumberType } from './element-type.ts';
import { formatShape } from './format-shape.ts';
import { openByHeader } from './stored-array-file.ts';
import type { StoredArray } from './stored-array.ts';

/** The types of IDX by their byte in the header. */
const TYPES = new Map<number, NumberType>([
  [0x08, 'uint8'],
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
]);

const MAGIC_BYTES = 4;
const AXIS_BYTES = 4;

/**
 * True when a file may begin as IDX files do, in either order of bytes: two zeros and two small numbers.
 *
 * @param start the first bytes
 */
export function beginsAsIdx(start: Buffer): boolean {
  return start.length >= MAGIC_BYTES && (isMagic(start) || isMagic(reversed(start)));
}

/**
 * The array of an IDX file, the format of MNIST and its family: two zeros, a byte for the type, one for the
 * number of axes, then their sizes in 4 bytes each and the elements, all big-endian;
 * http://yann.lecun.com/exdb/mnist/. The bytes belong to the array, and are closed here when they are none.
 *
 * @throws DatasetError `corrupt`, naming what the header says and what is there; `storage`
 */
export function openIdx(bytes: ByteSource): Promise<ArrayFile> {
  return openByHeader(bytes, readHeader);
}

async function readHeader(cursor: ByteCursor, source: string): Promise<StoredArray> {
  const magic = await cursor.take(MAGIC_BYTES);
  if (!isMagic(magic)) throw new DatasetError('corrupt', `${source} ${explain(magic)}`);
  const [, , typeByte, axes] = magic;
  const sizes = await cursor.take(axes! * AXIS_BYTES);
  const shape = Array.from({ length: axes! }, (_, axis) => sizes.readUInt32BE(axis * AXIS_BYTES));
  if (shape.slice(1).includes(0)) {
    const message = `${source} has the shape ${formatShape(shape)}: its samples hold no values`;
    throw new DatasetError('corrupt', message);
  }
  return {
    source,
    shape,
    elements: { kind: 'number', type: TYPES.get(typeByte!)!, bigEndian: true },
    firstAxisFastest: false,
    dataOffset: MAGIC_BYTES + sizes.length,
  };
}

function isMagic([first, second, type, axes]: Uint8Array): boolean {
  return first === 0 && second === 0 && TYPES.has(type!) && axes! > 0;
}

function explain(magic: Buffer): string {
  const [found, expected] = [magic, reversed(magic)].map((bytes) => spell(bytes));
  return isMagic(reversed(magic))
    ? `begins with ${found}: its header was written little-endian; IDX is big-endian and begins with ${expected}; write it again`
    : `begins with ${found}, which is not the start of an IDX file (00 00, a type such as 08, a number of axes)`;
}

function reversed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, MAGIC_BYTES)).reverse();
}

function spell(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
