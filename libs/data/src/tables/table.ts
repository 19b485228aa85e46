import type { Finding } from '../sources/raw-dataset.ts';

/** The cells of one column, in some rows of a table. */
export interface Cells {
  /**
   * All cells as numbers, [rows], each rounded to a double and then to float32: NaN for one that holds none, infinity for one
   * beyond float32.
   */
  numbers(): Float32Array;
  /** Whether all cells are numbers between -2^24 and 2^24, so that nobody looks for others, or asks for a text; absent: not known. */
  readonly areSmallNumbers?: boolean;
  /** The cell as text, a whole number with all its digits; empty when the cell is. */
  text(row: number): string;
}

/** Some rows of a table that follow each other. */
export interface TablePiece {
  readonly rows: number;
  /** One for each column of the table. */
  readonly columns: readonly Cells[];
  /** Where the user finds a row, for messages: `line 7`. */
  placeOf(row: number): string;
}

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  /** What the file says of its cells; `any` when it says nothing, as CSV does. */
  readonly stored: 'number' | 'text' | 'any';
  /** Why its cells are neither numbers nor texts: `holds dates`. They read as empty. */
  readonly unreadable?: string;
}

/** A file of rows and named columns. */
export interface Table {
  /** The file, for messages. */
  readonly source: string;
  readonly columns: readonly TableColumn[];
  /** How the file was read: whole once all its pieces were. */
  readonly findings: readonly Finding[];
  /**
   * All rows, by pieces, in their order.
   *
   * @throws DatasetError `corrupt`, naming the place, when the file is broken there, and when it is no longer the file
   *   that was opened; `cancelled`
   */
  pieces(signal?: AbortSignal): AsyncIterable<TablePiece>;
  /** @throws DatasetError `corrupt` when the file is no longer the one that was opened; `missing`; `storage` */
  requireUnchanged(): Promise<void>;
}
