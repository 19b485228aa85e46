import { DatasetError } from '../dataset-error.ts';
import { rowLength, type ArrayFile, type ArrayPiece, type RowRange } from './array-file.ts';
import type { ByteCursor, ByteSource } from './byte-source.ts';
import { decodeElements, elementTypeOf } from './decode-elements.ts';
import { formatShape } from './format-shape.ts';
import { reorderColumns } from './reorder-columns.ts';
import { arrayBytes, elementBytes, type StoredArray } from './stored-array.ts';

/** Of a piece in the order of the file. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Of a piece, as columns and as rows, where each of them needs a pass over the whole file. */
const REORDERED_PIECE_BYTES = 256 * 1024 * 1024;
/** Of texts, each of which takes more memory than in the file. */
const PIECE_TEXTS = 16 * 1024;
/** One row is read at once. */
const ROW_LIMIT_BYTES = 256 * 1024 * 1024;
/** Of what is unpacked, so that a small file cannot claim rows that fill the memory. */
const UNPACKED_ROW_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * The array as rows. It owns the bytes from now on.
 *
 * An array whose first axis is the fastest ("Fortran order") has the values of one row all over the file: for
 * each piece of at most 256 MiB of rows, its part of every column is read and put in order. A plain
 * file is so read once in all, by many small reads; of a compressed one everything is unpacked again for
 * each piece.
 *
 * @param reorderedPieceBytes memory that such a piece may take
 * @throws DatasetError `corrupt` when the file's size is not what the array needs, or one row is too large
 */
export function openStoredArray(
  bytes: ByteSource,
  array: StoredArray,
  reorderedPieceBytes = REORDERED_PIECE_BYTES,
): ArrayFile {
  checkSize(bytes, array);
  return new StoredArrayFile(bytes, array, reorderedPieceBytes);
}

/**
 * The array that a header at the beginning of the bytes tells of. The bytes belong to it, and are closed here when there is
 * none.
 *
 * @throws what reading the header throws, and what {@link openStoredArray} does
 */
export async function openByHeader(
  bytes: ByteSource,
  readHeader: (cursor: ByteCursor, source: string) => Promise<StoredArray>,
): Promise<ArrayFile> {
  try {
    const cursor = await bytes.cursor();
    try {
      return openStoredArray(bytes, await readHeader(cursor, bytes.source));
    } finally {
      await cursor.close();
    }
  } catch (reason) {
    await bytes.close();
    throw reason;
  }
}

class StoredArrayFile implements ArrayFile {
  readonly source: string;
  readonly shape: readonly number[];
  readonly type: ArrayFile['type'];
  readonly #bytes: ByteSource;
  readonly #array: StoredArray;
  /** Elements of one row. */
  readonly #rowLength: number;
  readonly #rowBytes: number;

  readonly #reorderedPieceBytes: number;

  constructor(bytes: ByteSource, array: StoredArray, reorderedPieceBytes: number) {
    this.source = array.source;
    this.shape = array.shape;
    this.type = elementTypeOf(array.elements);
    this.#bytes = bytes;
    this.#array = array;
    this.#reorderedPieceBytes = reorderedPieceBytes;
    this.#rowLength = rowLength(array.shape);
    this.#rowBytes = this.#rowLength * elementBytes(array.elements);
  }

  async *pieces({ start = 0, end = this.shape[0]! }: RowRange = {}): AsyncGenerator<ArrayPiece> {
    if (!(0 <= start && start <= end && end <= this.shape[0]!)) {
      throw new RangeError(`rows ${start} to ${end} are not within ${this.shape[0]} rows`);
    }
    const reordered = this.#array.firstAxisFastest && this.#rowLength > 1;
    try {
      yield* reordered ? this.#reorderedPieces(start, end) : this.#consecutivePieces(start, end);
    } catch (reason) {
      await this.#bytes.requireUnchanged(); // What somebody writes to looks damaged.
      throw reason;
    }
    await this.#bytes.requireUnchanged();
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  async *#consecutivePieces(start: number, end: number): AsyncGenerator<ArrayPiece> {
    const cursor = await this.#cursorAtData();
    try {
      await cursor.skip(start * this.#rowBytes);
      const rowsAtOnce = this.#rowsIn(PIECE_BYTES);
      for (let first = start; first < end; first += rowsAtOnce) {
        const rows = Math.min(rowsAtOnce, end - first);
        const bytes = await cursor.take(rows * this.#rowBytes);
        yield { start: first, rows, values: this.#decode(bytes) };
      }
      if (end === this.shape[0]) await cursor.expectEnd();
    } finally {
      await cursor.close();
    }
  }

  async *#reorderedPieces(start: number, end: number): AsyncGenerator<ArrayPiece> {
    const rowsAtOnce = this.#rowsIn(this.#reorderedPieceBytes / 2);
    for (let first = start; first < end; first += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, end - first);
      const columns = await this.#readColumns(first, rows);
      const row = reorderColumns(
        columns,
        this.shape.slice(1),
        rows,
        this.#rowBytes / this.#rowLength,
      );
      yield { start: first, rows, values: this.#decode(row) };
    }
  }

  /** The rows' part of each column, one column after the other. */
  async #readColumns(first: number, rows: number): Promise<Buffer> {
    const bytes = elementBytes(this.#array.elements);
    const columns = Buffer.allocUnsafeSlow(rows * this.#rowBytes);
    const cursor = await this.#cursorAtData();
    try {
      const behind = this.shape[0]! - first - rows;
      for (let column = 0; column < this.#rowLength; column++) {
        await cursor.skip(first * bytes);
        (await cursor.take(rows * bytes)).copy(columns, column * rows * bytes);
        await cursor.skip(behind * bytes);
      }
      await cursor.expectEnd();
    } finally {
      await cursor.close();
    }
    return columns;
  }

  async #cursorAtData(): Promise<ByteCursor> {
    const cursor = await this.#bytes.cursor();
    await cursor.skip(this.#array.dataOffset);
    return cursor;
  }

  #rowsIn(bytes: number): number {
    const rows = Math.floor(bytes / this.#rowBytes);
    const limit = this.type === 'text' ? Math.floor(PIECE_TEXTS / this.#rowLength) : rows;
    return Math.max(1, Math.min(rows, limit));
  }

  #decode(bytes: Buffer) {
    return decodeElements(bytes, this.#array.elements, this.source);
  }
}

function checkSize(bytes: ByteSource, array: StoredArray): void {
  const { source, shape, elements, dataOffset } = array;
  const needed = dataOffset + arrayBytes(array);
  const holds = `an array of shape ${formatShape(shape)} needs ${needed} bytes`;
  const corrupt = (problem: string) => new DatasetError('corrupt', `${source} ${problem}`);
  if (bytes.size === undefined ? needed > bytes.sizeLimit : needed > bytes.size) {
    const there = bytes.size ?? `at most ${bytes.sizeLimit}`;
    throw corrupt(`is cut off: ${holds}, and there are ${there}; copy or download it again`);
  }
  if (bytes.size !== undefined && bytes.size > needed) {
    throw corrupt(`is too long: ${holds}, and there are ${bytes.size}; save the array again`);
  }
  const rowBytes = rowLength(shape) * elementBytes(elements);
  const limit = bytes.packed ? UNPACKED_ROW_LIMIT_BYTES : ROW_LIMIT_BYTES;
  if (rowBytes > limit) {
    throw corrupt(`has samples of ${rowBytes} bytes each, and at most ${limit} can be read`);
  }
}
