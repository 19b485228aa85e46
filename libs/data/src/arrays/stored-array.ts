import type { NumberType } from './element-type.ts';
import { NUMBER_BYTES } from './element-type.ts';

/** The form of elements in a file. */
export type StoredElements =
  | { readonly kind: 'number'; readonly type: NumberType; readonly bigEndian: boolean }
  /** NumPy's `S`: bytes of UTF-8, and zeros up to the width. */
  | { readonly kind: 'bytes'; readonly width: number }
  /** NumPy's `U`: code points of 4 bytes each, and zeros up to the width. */
  | { readonly kind: 'code points'; readonly width: number; readonly bigEndian: boolean };

/** Where an array lies among the bytes of a file, and how. */
export interface StoredArray {
  /** The file, and the array in it when it may hold several: for messages. */
  readonly source: string;
  readonly shape: readonly number[];
  readonly elements: StoredElements;
  /** The first axis is the fastest ("Fortran order"), instead of the last. */
  readonly firstAxisFastest: boolean;
  /** Bytes before the first element. */
  readonly dataOffset: number;
}

/** Bytes of one element in the file. */
export function elementBytes(elements: StoredElements): number {
  if (elements.kind === 'number') return NUMBER_BYTES[elements.type];
  return elements.kind === 'bytes' ? elements.width : 4 * elements.width;
}

/** Bytes of all elements; Infinity or an unsafe integer when the shape is absurd. */
export function arrayBytes({ shape, elements }: Pick<StoredArray, 'shape' | 'elements'>): number {
  return shape.reduce((product, axis) => product * axis, elementBytes(elements));
}
