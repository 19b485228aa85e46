import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { meaningInNumbers } from './cell-text.ts';
import { ColumnTally, FLOAT32_WHOLE } from './column-tally.ts';
import { quoted, quotedList } from './quoted.ts';
import { requireReadable } from './table-columns.ts';
import {
  OTHER,
  type CategoryColumn,
  type ColumnPreparation,
  type NumberColumn,
  type TablePreparation,
} from './table-preparation.ts';
import type { Cells, Table, TablePiece } from './table.ts';

/** Makes samples of the rows of one table, by what was learnt from training, and counts what it changed. */
export class TablePreparer {
  readonly #table: Table;
  readonly #encoders: readonly Encoder[];
  /** For each value of a sample the index of its column in the table. */
  readonly #places: readonly number[];

  /**
   * @param tallies where what is changed is counted, one for each column of a sample; for a table of which some was counted before
   * @throws DatasetError `corrupt` when the table lacks a column
   */
  constructor(
    table: Table,
    { columns }: TablePreparation,
    tallies: readonly ColumnTally[] = columns.map(() => new ColumnTally()),
  ) {
    const names = table.columns.map(({ name }) => name);
    const missing = columns.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
    if (missing.length > 0) {
      throw new DatasetError(
        'corrupt',
        `${table.source} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${quotedList(missing)}, which training has; its columns are ${quotedList(names)}`,
      );
    }
    this.#table = table;
    this.#places = columns.map(({ name }) => names.indexOf(name));
    for (const place of this.#places) requireReadable(table, place);
    this.#encoders = columns.map((column, index) =>
      encoderOf(table.source, column, tallies[index]!),
    );
  }

  /**
   * Samples, [rows, columns].
   *
   * @param rows which rows of the piece
   * @throws DatasetError `corrupt`, naming the line, when a column of numbers holds a text
   */
  prepare(piece: TablePiece, rows: Int32Array): Float32Array {
    const width = this.#encoders.length;
    const values = new Float32Array(rows.length * width);
    for (const [column, encoder] of this.#encoders.entries()) {
      const cells = piece.columns[this.#places[column]!]!;
      for (let index = 0; index < rows.length; index++) {
        values[index * width + column] = encoder.encode(cells, rows[index]!, piece);
      }
    }
    return values;
  }

  /** What was changed so far. */
  findings(): Finding[] {
    return this.#encoders.flatMap(({ tally, column }) =>
      tally.findings(this.#table.source, column),
    );
  }
}

interface Encoder {
  readonly column: ColumnPreparation;
  readonly tally: ColumnTally;
  encode(cells: Cells, row: number, piece: TablePiece): number;
}

function encoderOf(source: string, column: ColumnPreparation, tally: ColumnTally): Encoder {
  return column.kind === 'number'
    ? new NumberEncoder(source, column, tally)
    : new CategoryEncoder(column, tally);
}

class NumberEncoder implements Encoder {
  readonly column: NumberColumn;
  readonly tally: ColumnTally;
  readonly #source: string;

  constructor(source: string, column: NumberColumn, tally: ColumnTally) {
    this.#source = source;
    this.column = column;
    this.tally = tally;
  }

  encode(cells: Cells, row: number, piece: TablePiece): number {
    const value = cells.number(row);
    if (value !== value) return this.#encodeWord(cells.text(row), row, piece);
    const stored = Math.fround(value);
    if (stored === Infinity || stored === -Infinity) {
      this.tally.infinite++;
      return this.column.fill;
    }
    if (value > FLOAT32_WHOLE || value < -FLOAT32_WHOLE) {
      this.tally.addLarge(value, { text: cells.text(row), place: piece.placeOf(row) });
    }
    return stored;
  }

  #encodeWord(text: string, row: number, piece: TablePiece): number {
    const meaning = meaningInNumbers(text);
    if (meaning === 'text') {
      throw new DatasetError(
        'corrupt',
        `${this.#source}, ${piece.placeOf(row)}: column ${quoted(this.column.name)} holds ${quoted(text)}, but numbers in training; mend it, or empty the cell`,
      );
    }
    if (meaning === 'missing') this.tally.addMissing(text);
    else this.tally.infinite++;
    return this.column.fill;
  }
}

class CategoryEncoder implements Encoder {
  readonly column: CategoryColumn;
  readonly tally: ColumnTally;
  readonly #values: ReadonlyMap<string, number>;

  constructor(column: CategoryColumn, tally: ColumnTally) {
    this.column = column;
    this.tally = tally;
    this.#values = new Map(column.categories.map((text, index) => [text, index + 1]));
  }

  encode(cells: Cells, row: number): number {
    const text = cells.text(row);
    const value = this.#values.get(text);
    if (value !== undefined) return value;
    if (text === '') this.tally.addMissing(text);
    else this.tally.addUnknown(text);
    return OTHER;
  }
}
