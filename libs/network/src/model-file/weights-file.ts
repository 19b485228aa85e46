/**
 * The values of a network's weights as a file of safetensors: eight bytes with the length of a header, the header in
 * JSON, which has each weight's type, shape and place, and the values, float32, little endian. Equal weights give equal bytes.
 */
import { isMap } from '../named-objects.ts';
import type { WeightValues } from './read-weights.ts';

const PREAMBLE_BYTES = 8;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** The values begin at a multiple of it, so that they need not be copied to be read. */
const ALIGNMENT_BYTES = 8;
const METADATA = { format: 'chorus-weights', version: '1' };

/** The file of these weights. */
export function encodeWeights(weights: readonly WeightValues[]): Buffer {
  let offset = 0;
  const entries = weights.map(({ name, shape, values }) => {
    const data_offsets = [offset, (offset += values.byteLength)];
    return [name, { dtype: 'F32', shape, data_offsets }];
  });
  const header = { __metadata__: METADATA, ...Object.fromEntries(entries) };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const headerBytes = Math.ceil(text.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const start = Buffer.alloc(PREAMBLE_BYTES + headerBytes, ' ');
  start.writeBigUInt64LE(BigInt(headerBytes));
  text.copy(start, PREAMBLE_BYTES);
  const parts = weights.map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  );
  return Buffer.concat([start, ...parts]);
}

/** The weights that a file holds. @throws Error when it is no such file */
export function decodeWeights(bytes: Uint8Array): WeightValues[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, dataAt } = readHeader(file);
  return Object.entries(header).map(([name, entry]) => {
    const { dtype, shape, data_offsets: place } = isMap(entry) ? entry : {};
    const [from, to] = isNumbers(place) && place.length === 2 ? place : [0, -1];
    const size = isNumbers(shape)
      ? shape.reduce((product, each) => product * each, FLOAT_BYTES)
      : NaN;
    if (dtype !== 'F32' || to! - from! !== size || dataAt + to! > file.length) throw damaged();
    const values = new Float32Array(
      new Uint8Array(file.subarray(dataAt + from!, dataAt + to!)).buffer,
    );
    return { name, shape: shape as number[], values };
  });
}

function readHeader(file: Buffer): { header: Record<string, unknown>; dataAt: number } {
  const length = file.length < PREAMBLE_BYTES ? Infinity : Number(file.readBigUInt64LE());
  const dataAt = PREAMBLE_BYTES + length;
  if (dataAt > file.length) throw damaged();
  try {
    const parsed = JSON.parse(file.toString('utf8', PREAMBLE_BYTES, dataAt));
    const { __metadata__: metadata, ...header } = parsed as Record<string, unknown>;
    if (isMap(metadata) && metadata['format'] === METADATA.format) return { header, dataAt };
  } catch {
    // It is told below.
  }
  throw damaged();
}

function damaged(): Error {
  return new Error("the file is no file of a network's weights, or is damaged");
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
