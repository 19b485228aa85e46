import type { DecodedArray } from 'hyparquet';

/** A value of a table's column; nothing where the file has a null. */
export type ParquetValue = number | bigint | boolean | string | Uint8Array | null | undefined;

/** The values of a column: as doubles, a null as NaN, where they are numbers that a double holds. */
export type ParquetValues = Float64Array | readonly ParquetValue[];

const WORD = 2 ** 32;

/** What the decoder gives as doubles; undefined when something among it is no number, or one that a double does not hold. */
export function doublesOf(values: DecodedArray): Float64Array | undefined {
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return doublesOfLong(values);
  }
  if (!Array.isArray(values)) return Float64Array.from(values);
  const doubles = new Float64Array(values.length);
  for (let index = 0; index < doubles.length; index++) {
    const value: unknown = values[index];
    if (typeof value !== 'number') return undefined;
    doubles[index] = value;
  }
  return doubles;
}

/** Computed of their halves: to make a number of each bigint takes ten times as long. */
function doublesOfLong(values: BigInt64Array | BigUint64Array): Float64Array | undefined {
  const { buffer, byteOffset, length } = values;
  const low = new Uint32Array(buffer, byteOffset, 2 * length);
  const high =
    values instanceof BigInt64Array ? new Int32Array(buffer, byteOffset, 2 * length) : low;
  const doubles = new Float64Array(length);
  for (let index = 0; index < length; index++) {
    const value = high[2 * index + 1]! * WORD + low[2 * index]!;
    if (!Number.isSafeInteger(value)) return undefined;
    doubles[index] = value;
  }
  return doubles;
}
