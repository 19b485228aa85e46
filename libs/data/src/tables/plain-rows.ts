/**
 * Rows of CSV without any quotes, by far the most rows there are, are cut where the bytes lie: no text is made for a
 * number. It takes a tenth of the time of a parser that knows quotes.
 */
import { decimalOf } from './cell-text.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { raggedRow, type CsvPiece, type CsvShape } from './csv-piece.ts';
import type { Cells } from './table.ts';

const CARRIAGE_RETURN = 13;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
/** A whole number of so many digits is exact as a number, and so is a power of ten up to 10^22. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

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
    const end = at > start && block[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
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
    (_, column) => new PlainCells(block, { bounds, stride, column }, syntax),
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
}

class PlainCells implements Cells {
  readonly #block: Buffer;
  readonly #bounds: Int32Array;
  readonly #stride: number;
  readonly #column: number;
  readonly #decimal: number;

  constructor(block: Buffer, { bounds, stride, column }: CellPlaces, { decimal }: PlainSyntax) {
    this.#block = block;
    this.#bounds = bounds;
    this.#stride = stride;
    this.#column = column;
    this.#decimal = decimal.charCodeAt(0);
  }

  number(row: number): number {
    const before = row * this.#stride + this.#column;
    const value = shortDecimal(
      this.#block,
      this.#bounds[before]! + 1,
      this.#bounds[before + 1]!,
      this.#decimal,
    );
    return value ?? decimalOf(this.text(row).replace(String.fromCharCode(this.#decimal), '.'));
  }

  text(row: number): string {
    const before = row * this.#stride + this.#column;
    return this.#block.toString('utf8', this.#bounds[before]! + 1, this.#bounds[before + 1]!);
  }
}

/**
 * The number that bytes write with a sign, at most 15 digits and a point: both parts of the fraction are exact then, so that
 * its one division rounds as reading the text does. Undefined when they write anything else.
 */
function shortDecimal(
  block: Buffer,
  start: number,
  end: number,
  decimal: number,
): number | undefined {
  const first = block[start];
  let at = first === MINUS || first === PLUS ? start + 1 : start;
  let digits = 0;
  let fraction = -1;
  let whole = 0;
  for (; at < end; at++) {
    const byte = block[at]!;
    if (byte >= ZERO && byte <= NINE) {
      whole = whole * 10 + (byte - ZERO);
      digits++;
    } else if (byte === decimal && fraction === -1) {
      fraction = digits;
    } else {
      return undefined;
    }
  }
  if (digits === 0 || digits > EXACT_DIGITS) return undefined;
  const value = fraction === -1 ? whole : whole / POWERS[digits - fraction]!;
  return first === MINUS ? -value : value;
}
