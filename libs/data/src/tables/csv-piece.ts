import { DatasetError } from '../dataset-error.ts';
import { decimalOf } from './cell-text.ts';
import type { EmptyLines } from './empty-lines.ts';
import type { Cells } from './table.ts';

/** Rows of a CSV file that follow each other, all of one width. */
export interface CsvPiece {
  readonly columns: readonly Cells[];
  /** The line, counted from 1, on which each row begins. */
  readonly lines: ArrayLike<number>;
}

/** What the rows of a file have in common. */
export interface CsvShape {
  /** The file, for messages. */
  readonly source: string;
  /** Cells of a row. */
  readonly width: number;
  /** Where lines without a row are counted. */
  readonly empty: EmptyLines;
}

/** Cells that are kept as text. */
export class TextCells implements Cells {
  readonly #records: readonly (readonly string[])[];
  readonly #column: number;
  readonly #decimalComma: boolean;

  constructor(
    records: readonly (readonly string[])[],
    column: number,
    { decimalComma }: { readonly decimalComma: boolean },
  ) {
    this.#records = records;
    this.#column = column;
    this.#decimalComma = decimalComma;
  }

  numbers(): Float32Array {
    return Float32Array.from(this.#records, (_, row) => {
      const text = this.text(row);
      return decimalOf(this.#decimalComma ? text.replace(',', '.') : text);
    });
  }

  text(row: number): string {
    return this.#records[row]![this.#column]!;
  }
}

/** Cells without those of the first row. */
export class LaterCells implements Cells {
  readonly #cells: Cells;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  numbers(): Float32Array {
    return this.#cells.numbers().subarray(1);
  }

  text(row: number): string {
    return this.#cells.text(row + 1);
  }
}

/** The error for a row that has more or fewer cells than the first. */
export function raggedRow({ source, width }: CsvShape, line: number, cells: number): DatasetError {
  return new DatasetError(
    'corrupt',
    `${source}, line ${line}: ${cells} ${cells === 1 ? 'cell' : 'cells'}, where the first line has ${width}; mend the row, or put cells with a separator in quotes`,
  );
}
