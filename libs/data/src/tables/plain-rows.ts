/**
 * Rows of CSV without any quotes, by far the most rows there are, are cut where the bytes lie: no text is made for a
 * number. It takes a tenth of the time of a parser that knows quotes.
 */
import { decimalOf } from './cell-text.ts';
import { float32In } from './decimal-bytes.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { raggedRow, type CsvPiece, type CsvShape } from './csv-piece.ts';
import type { Cells } from './table.ts';

const CARRIAGE_RETURN = 13;

/** How plain rows are written. */
export type PlainSyntax = CsvDialect & { readonly decimal: '.' | ',' };

/** Rows of a block, and how many lines it has. */
export interface PlainRows extends CsvPiece {
  readonly lineCount: number;
}

/**
 * Cuts a block of whole lines without quotes.
 *
 * @param firstLine the line that the block begins with, counted from 1
 * @throws DatasetError `corrupt`, naming the line, when a row has another width
 */
export function cutPlainRows(
  block: Buffer,
  shape: CsvShape,
  syntax: PlainSyntax,
  firstLine: number,
): PlainRows {
  const { newline } = syntax;
  const delimiter = syntax.delimiter.charCodeAt(0);
  const { width } = shape;
  const stride = width + 1;
  const lineCount = countLines(block, newline);
  const bounds = new Int32Array(lineCount * stride);
  const lines = new Int32Array(lineCount);
  let rows = 0;
  let start = 0;
  for (let index = 0; index < lineCount; index++) {
    let place = rows * stride;
    let cells = 1;
    let at = start;
    bounds[place] = start - 1;
    for (; at < block.length && block[at] !== newline; at++) {
      if (block[at] === delimiter && cells++ < width) bounds[++place] = at;
    }
    let end = at;
    while (end > start && block[end - 1] === CARRIAGE_RETURN) end--;
    if (end > start) {
      if (cells !== width) throw raggedRow(shape, firstLine + index, cells);
      bounds[++place] = end;
      lines[rows++] = firstLine + index;
    } else {
      shape.empty.add(firstLine + index);
    }
    start = at + 1;
  }
  const columns = Array.from(
    { length: width },
    (_, column) => new PlainCells(block, { bounds, stride, column, rows }, syntax),
  );
  return { columns, lines: lines.subarray(0, rows), lineCount };
}

function countLines(block: Buffer, newline: number): number {
  let lines = 0;
  for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) lines++;
  return block.at(-1) === newline ? lines : lines + 1;
}

/** Where the cells of one column lie: before and behind each cell of a row is a bound. */
interface CellPlaces {
  readonly bounds: Int32Array;
  /** Bounds of one row. */
  readonly stride: number;
  readonly column: number;
  readonly rows: number;
}

class PlainCells implements Cells {
  readonly #block: Buffer;
  readonly #bounds: Int32Array;
  readonly #stride: number;
  readonly #column: number;
  readonly #rows: number;
  readonly #decimal: number;
  readonly #decimalText: string;
  #numbers: Float32Array | undefined;

  constructor(block: Buffer, places: CellPlaces, { decimal }: PlainSyntax) {
    const { bounds, stride, column, rows } = places;
    this.#rows = rows;
    this.#decimalText = decimal;
    this.#block = block;
    this.#bounds = bounds;
    this.#stride = stride;
    this.#column = column;
    this.#decimal = decimal.charCodeAt(0);
  }

  numbers(): Float32Array {
    if (this.#numbers !== undefined) return this.#numbers;
    const rows = this.#rows;
    const numbers = new Float32Array(rows);
    let before = this.#column;
    for (let row = 0; row < rows; row++, before += this.#stride) {
      const start = this.#bounds[before]! + 1;
      const end = this.#bounds[before + 1]!;
      const value = float32In(this.#block, start, end, this.#decimal);
      numbers[row] = value === value || start === end ? value : this.#numberOfText(row);
    }
    this.#numbers = numbers;
    return numbers;
  }

  text(row: number): string {
    const before = row * this.#stride + this.#column;
    return this.#block.toString('utf8', this.#bounds[before]! + 1, this.#bounds[before + 1]!);
  }

  #numberOfText(row: number): number {
    return decimalOf(this.text(row).replace(this.#decimalText, '.'));
  }
}
