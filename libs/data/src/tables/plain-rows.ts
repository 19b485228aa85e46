/**
 * Rows of CSV without any quotes, by far the most rows there are, are cut where the bytes lie, and their numbers are read in the
 * same pass: no text is made for a number. It takes a tenth of the time of a parser that knows quotes.
 */
import type { CsvDialect } from './csv-dialect.ts';
import { DecimalReader } from './decimal-bytes.ts';
import { FLOAT32_WHOLE } from './float32-whole.ts';

const CARRIAGE_RETURN = 13;

/** How plain rows are written. */
export interface PlainSyntax extends CsvDialect {
  readonly decimal: '.' | ',';
  /** Cells of a row. */
  readonly width: number;
}

/** What a block of whole lines holds, as numbers and places of its bytes; lines are counted from 0, the block's first one. */
export interface PlainRows {
  readonly rows: number;
  readonly lineCount: number;
  /** [rows, width + 1], before and behind each cell of a row: the last byte that is not its own, and the first one. */
  readonly bounds: Int32Array<ArrayBuffer>;
  /** [rows], the line of each. */
  readonly lines: Int32Array<ArrayBuffer>;
  /** For each column the cells that are read as numbers, [rows]; NaN for empty ones, and those that must be read as text. */
  readonly numbers: readonly Float32Array<ArrayBuffer>[];
  /** For each column 1 when all its cells are read as numbers between -2^24 and 2^24. */
  readonly small: Uint8Array<ArrayBuffer>;
  readonly emptyLines: readonly number[];
  /** The first row of another width, where all ends. */
  readonly ragged?: { readonly line: number; readonly cells: number };
}

/** Cuts a block of whole lines without quotes. */
export function cutPlainRows(block: Uint8Array, syntax: PlainSyntax): PlainRows {
  const { newline, width } = syntax;
  const delimiter = syntax.delimiter.charCodeAt(0);
  const reader = new DecimalReader(block, syntax.decimal.charCodeAt(0));
  const lineCount = countLines(block, newline);
  const bounds = new Int32Array(lineCount * (width + 1));
  const lines = new Int32Array(lineCount);
  const numbers = Array.from({ length: width }, () => new Float32Array(lineCount));
  const small = new Uint8Array(width).fill(1);
  const emptyLines: number[] = [];
  const result = { lineCount, bounds, lines, numbers, small, emptyLines };
  let rows = 0;
  for (let line = 0, at = 0; line < lineCount; line++) {
    const start = at;
    let place = rows * (width + 1);
    bounds[place] = start - 1;
    let cells = 0;
    for (let isLast = false; !isLast; cells++) {
      const value = reader.read(at);
      let end = reader.end;
      while (end < block.length && block[end] !== delimiter && block[end] !== newline) end++;
      at = end + 1;
      isLast = end === block.length || block[end] === newline;
      if (isLast) while (end > start && block[end - 1] === CARRIAGE_RETURN) end--;
      if (cells >= width) continue;
      bounds[++place] = end;
      const isSmall = value > -FLOAT32_WHOLE && value < FLOAT32_WHOLE && end === reader.end;
      if (!isSmall) small[cells] = 0;
      numbers[cells]![rows] = end === reader.end ? value : Number.NaN;
    }
    if (cells === 1 && bounds[place] === start) emptyLines.push(line);
    else if (cells === width) lines[rows++] = line;
    else return { ...result, rows, ragged: { line, cells } };
  }
  return { ...result, rows };
}

function countLines(block: Uint8Array, newline: number): number {
  let lines = 0;
  for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) lines++;
  return block.at(-1) === newline ? lines : lines + 1;
}
