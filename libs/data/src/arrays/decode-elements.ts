import { DatasetError } from '../dataset-error.ts';
import type { Elements, ElementType, Numbers, NumberType } from './element-type.ts';
import { elementBytes, type StoredElements } from './stored-array.ts';

/** The type that the elements have in memory. */
export function elementTypeOf(elements: StoredElements): ElementType {
  return elements.kind === 'number' ? elements.type : 'text';
}

/**
 * The elements that the bytes are. Numbers are decoded in place: the result is the memory of `bytes`,
 * which must begin at an ArrayBuffer's start.
 *
 * @param source for messages
 * @throws DatasetError `corrupt` when bytes are no text
 */
export function decodeElements(bytes: Buffer, stored: StoredElements, source: string): Elements {
  if (stored.kind === 'number') return decodeNumbers(bytes, stored.type, stored.bigEndian);
  const width = elementBytes(stored);
  const decode = stored.kind === 'bytes' ? decodeUtf8 : decodeCodePoints(stored.bigEndian);
  return Array.from({ length: bytes.length / width }, (_, index) => {
    const text = decode(bytes.subarray(index * width, (index + 1) * width));
    if (text !== undefined) return text;
    const problem = stored.kind === 'bytes' ? 'UTF-8' : 'Unicode';
    throw new DatasetError('corrupt', `${source} holds a text that is not ${problem}`);
  });
}

function decodeNumbers(bytes: Buffer, type: NumberType, bigEndian: boolean): Numbers {
  if (bigEndian) swapBytes(bytes, type);
  const { buffer, byteOffset, length } = bytes;
  switch (type) {
    case 'bool':
      return new Uint8Array(buffer, byteOffset, length).map((value) => Number(value !== 0));
    case 'float16':
      return halfFloats(new Uint16Array(buffer, byteOffset, length / 2));
    default: {
      const Kind = KINDS[type];
      return new Kind(buffer as ArrayBuffer, byteOffset, length / Kind.BYTES_PER_ELEMENT);
    }
  }
}

const KINDS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

function swapBytes(bytes: Buffer, type: NumberType): void {
  if (type.endsWith('16')) bytes.swap16();
  if (type.endsWith('32')) bytes.swap32();
  if (type.endsWith('64')) bytes.swap64();
}

/** The values of all 65,536 half floats, as bits of float32; made when the first is read. */
let halfFloatTable: Uint32Array | undefined;

/** Copied as bits: what is not a number keeps its bits, too. */
function halfFloats(halves: Uint16Array): Float32Array {
  const table = (halfFloatTable ??= Uint32Array.from({ length: 0x1_0000 }, (_, half) =>
    bitsOf(half),
  ));
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) bits[index] = table[halves[index]!]!;
  return new Float32Array(bits.buffer);
}

/** A half float (IEEE 754 binary16) as the bits of the float32 with the same value. */
function bitsOf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f80_0000 | (fraction << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  const subnormal = new Uint32Array(Float32Array.of(fraction * 2 ** -24).buffer)[0]!;
  return (sign | subnormal) >>> 0;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Buffer): string | undefined {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  try {
    return UTF8.decode(bytes.subarray(0, end));
  } catch {
    return undefined;
  }
}

const LAST_CODE_POINT = 0x10_ffff;

/** Halves of UTF-16's pairs are no characters: no file or message could keep them. */
function isCharacter(point: number): boolean {
  return point <= LAST_CODE_POINT && !(point >= 0xd800 && point <= 0xdfff);
}

function decodeCodePoints(bigEndian: boolean): (bytes: Buffer) => string | undefined {
  return (bytes) => {
    const points = Array.from({ length: bytes.length / 4 }, (_, index) =>
      bigEndian ? bytes.readUInt32BE(index * 4) : bytes.readUInt32LE(index * 4),
    );
    if (!points.every(isCharacter)) return undefined;
    return String.fromCodePoint(...points).replace(/\0+$/u, '');
  };
}
