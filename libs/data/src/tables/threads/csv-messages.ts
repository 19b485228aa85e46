import type { CsvDialect } from '../csv-dialect.ts';
import type { PlainRows } from '../plain-rows.ts';

/** Asks for the rows whose lines begin in a part of a UTF-8 file. */
export interface RowsQuestion {
  readonly path: string;
  /** The first byte of the file's text. */
  readonly textStart: number;
  /** The first byte of the part. */
  readonly start: number;
  /** The first byte behind it. */
  readonly end: number;
  readonly syntax: CsvDialect & { readonly width: number };
}

/** The rows of a part; undefined when no line begins in it, and when its lines are not plain, of one width and UTF-8. */
export type RowsAnswer = PlainPart | undefined;

/** Plain rows, and the lines in which they are. */
export interface PlainPart {
  /** Whole lines. */
  readonly block: Uint8Array<ArrayBuffer>;
  readonly rows: PlainRows;
  /** What stood before fractions, where the question leaves it open and there are none. */
  readonly decimal: '.' | ',';
  /** The first byte of the file behind those lines. */
  readonly end: number;
}
