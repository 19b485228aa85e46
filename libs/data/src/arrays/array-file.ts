import type { Elements, ElementType } from './element-type.ts';

/** Consecutive rows of an array, in memory. */
export interface ArrayPiece {
  /** The number of rows before this piece. */
  readonly start: number;
  /** The number of rows in it. */
  readonly rows: number;
  /** [rows, ...shape of a row], the last axis the fastest, however the file has them. */
  readonly values: Elements;
}

/** Which rows of an array to read. */
export interface RowRange {
  /** The first row. Default: 0. */
  readonly start?: number;
  /** The row before which to stop. Default: the number of rows. */
  readonly end?: number;
}

/**
 * An array in a file, read by pieces: memory stays flat, however large the file is.
 *
 * Its header was checked against the file's size where a size is known without reading (a compressed
 * file's is not). The rest shows while it is read: that a compressed file is cut off, that its checksum
 * is another, or that somebody has written to the file since it was opened, is an error at the end of the iteration, so that
 * the values count only when it has ended.
 */
export interface ArrayFile {
  /** The file, and the array in it when it may hold several: for messages. */
  readonly source: string;
  /** [rows, ...shape of a row]; at least one axis, and only the first may be 0. */
  readonly shape: readonly number[];
  readonly type: ElementType;
  /**
   * The rows in their order, in pieces of a few MiB, each of them memory of its own. It may be called
   * again, and at once with another iteration.
   *
   * @throws DatasetError `corrupt` when the file is not what its header says, `storage` when the disk refuses
   * @throws RangeError when the array has not these rows
   */
  pieces(range?: RowRange): AsyncIterable<ArrayPiece>;
  /** Gives the file back; nothing may be read afterwards. */
  close(): Promise<void>;
}

/** The number of elements in one row of an array of this shape. */
export function rowLength(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, axis) => product * axis, 1);
}
