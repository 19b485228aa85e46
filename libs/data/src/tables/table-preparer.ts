import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { meaningInNumbers } from './cell-text.ts';
import { ColumnTally } from './column-tally.ts';
import { FLOAT32_WHOLE } from './float32-whole.ts';
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
        `${table.source} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${quotedList(missing)}, which training has; its columns are ${quotedList(names)}: rename or add what is missing`,
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
      encoder.encode(piece, cells, rows, { values, column, width });
    }
    return values;
  }

  /**
   * The rows of a piece of which no sample can be made, each with why not: a column of numbers holds a text there.
   *
   * @returns messages by row
   */
  problems(piece: TablePiece): Map<number, string> {
    const problems = new Map<number, string>();
    for (const [column, encoder] of this.#encoders.entries()) {
      const cells = piece.columns[this.#places[column]!]!;
      for (const [row, problem] of encoder.problems?.(piece, cells) ?? []) {
        if (!problems.has(row)) problems.set(row, problem);
      }
    }
    return problems;
  }

  /** What was changed so far. */
  findings(): Finding[] {
    return this.#encoders.flatMap(({ tally, column }) =>
      tally.findings(this.#table.source, column),
    );
  }
}

/** One value of each of some samples. */
interface SampleColumn {
  /** [samples, width] */
  readonly values: Float32Array;
  readonly column: number;
  readonly width: number;
}

interface Encoder {
  readonly column: ColumnPreparation;
  readonly tally: ColumnTally;
  /** @param rows which rows of the piece are the samples */
  encode(piece: TablePiece, cells: Cells, rows: Int32Array, samples: SampleColumn): void;
  /** The rows that cannot be encoded; undefined: all can, whatever they hold. */
  problems?(piece: TablePiece, cells: Cells): Iterable<readonly [row: number, problem: string]>;
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

  encode(piece: TablePiece, cells: Cells, rows: Int32Array, samples: SampleColumn): void {
    const { values, column, width } = samples;
    const numbers = cells.numbers();
    if (cells.areSmallNumbers) {
      for (let index = 0, at = column; index < rows.length; index++, at += width) {
        values[at] = numbers[rows[index]!]!;
      }
      return;
    }
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const stored = numbers[row]!;
      values[index * width + column] =
        stored > -FLOAT32_WHOLE && stored < FLOAT32_WHOLE
          ? stored
          : this.#encodeOdd(stored, cells, row, piece);
    }
  }

  #encodeOdd(stored: number, cells: Cells, row: number, piece: TablePiece): number {
    if (stored !== stored) return this.#encodeWord(cells.text(row), row, piece);
    if (stored === Infinity || stored === -Infinity) {
      this.tally.infinite++;
      return this.column.fill;
    }
    this.tally.addLarge({ text: cells.text(row), place: piece.placeOf(row) });
    return stored;
  }

  *problems(piece: TablePiece, cells: Cells): Generator<readonly [number, string]> {
    const numbers = cells.numbers();
    for (let row = 0; row < numbers.length; row++) {
      if (numbers[row] === numbers[row]) continue;
      const text = cells.text(row);
      if (meaningInNumbers(text) === 'text') yield [row, this.#aboutText(text, row, piece)];
    }
  }

  #aboutText(text: string, row: number, piece: TablePiece): string {
    return `${this.#source}, ${piece.placeOf(row)}: column ${quoted(this.column.name)} holds ${quoted(text)}, but numbers in training; mend it, or empty the cell`;
  }

  #encodeWord(text: string, row: number, piece: TablePiece): number {
    const meaning = meaningInNumbers(text);
    if (meaning === 'text') throw new DatasetError('corrupt', this.#aboutText(text, row, piece));
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

  encode(_: TablePiece, cells: Cells, rows: Int32Array, samples: SampleColumn): void {
    const { values, column, width } = samples;
    for (let index = 0; index < rows.length; index++) {
      const text = cells.text(rows[index]!);
      values[index * width + column] = this.#values.get(text) ?? this.#encodeOther(text);
    }
  }

  #encodeOther(text: string): number {
    if (text === '') this.tally.addMissing(text);
    else this.tally.addUnknown(text);
    return OTHER;
  }
}
