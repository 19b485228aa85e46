/** What the elements of an array file are; NumPy's names of its types. */
export type ElementType = NumberType | 'text';

/** The types of numbers. */
export type NumberType = keyof typeof NUMBER_BYTES;

/** Bytes of one element in the file. */
export const NUMBER_BYTES = {
  bool: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
} as const;

/**
 * Numbers as they are in memory: each type in its own kind of array, but `bool` as bytes 0 and 1, and
 * `float16` as `Float32Array`, which holds each of its values exactly.
 */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Elements in memory: {@link Numbers}, or texts. */
export type Elements = Numbers | string[];

/** One element in memory. */
export type ElementValue = number | bigint | string;
