import { DatasetError } from '../dataset-error.ts';
import { ClassNames } from '../labels/class-names.ts';
import { countOf } from '../list-names.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted } from './quoted.ts';
import { SETTINGS } from './table-options.ts';
import type { Table, TablePiece } from './table.ts';

/** The labels of some rows. */
export interface LabelledRows {
  /** The rows of the piece that have a label. */
  readonly rows: Int32Array;
  /** The names of their classes. */
  readonly labels: readonly string[];
}

/** Reads the target column of one table: a label is a text, whatever it says, or a whole number; an empty cell is none. */
export class LabelReader {
  readonly #table: Table;
  readonly #place: number;
  readonly #isNumber: boolean;
  readonly #missing: 'refuse' | 'leave-out';
  readonly #names: ClassNames;
  #leftOut = 0;

  /** @throws DatasetError `corrupt` when the table lacks the column */
  constructor(table: Table, target: string, missing: 'refuse' | 'leave-out' = 'refuse') {
    this.#place = table.columns.findIndex(({ name }) => name === target);
    if (this.#place === -1) {
      throw new DatasetError(
        'corrupt',
        `${table.source} lacks the column ${quoted(target)}, which holds the class`,
      );
    }
    this.#table = table;
    this.#isNumber = table.columns[this.#place]!.stored === 'number';
    this.#missing = missing;
    this.#names = new ClassNames(`${table.source}, column ${quoted(target)}`);
  }

  /**
   * @throws DatasetError `corrupt`, naming the place, for a number that is not whole, and for a row without a label unless those
   *   are left out
   */
  read(piece: TablePiece): LabelledRows {
    const cells = piece.columns[this.#place]!;
    const rows = new Int32Array(piece.rows);
    const labels: string[] = [];
    for (let row = 0; row < piece.rows; row++) {
      const label = cells.text(row);
      if (label === '') {
        this.#refuseMissing(piece.placeOf(row));
        continue;
      }
      if (this.#isNumber && isFraction(label)) {
        throw this.#refusal(
          piece.placeOf(row),
          `is ${label}; labels are whole numbers or texts, one for each class`,
        );
      }
      rows[labels.length] = row;
      labels.push(this.#names.of(label));
    }
    return { rows: rows.subarray(0, labels.length), labels };
  }

  findings(): Finding[] {
    if (this.#leftOut === 0) return [];
    const rows = countOf(this.#leftOut, 'row');
    const verb = this.#leftOut === 1 ? 'is' : 'are';
    const text = `${rows} of ${this.#table.source} without a label in column ${this.#column} ${verb} left out.`;
    return [{ kind: 'left-out', text, count: this.#leftOut }];
  }

  get #column(): string {
    return quoted(this.#table.columns[this.#place]!.name);
  }

  #refuseMissing(place: string): void {
    this.#leftOut++;
    if (this.#missing === 'leave-out') return;
    throw this.#refusal(
      place,
      `is empty; mend the row, or set ${SETTINGS.missingLabels}: leave-out`,
    );
  }

  #refusal(place: string, what: string): DatasetError {
    const where = `${this.#table.source}, ${place}: the label in column ${this.#column}`;
    return new DatasetError('corrupt', `${where} ${what}`);
  }
}

/** Whether a number is not whole; `true` and `false` are none. */
function isFraction(label: string): boolean {
  const value = Number(label);
  return value === value && !Number.isInteger(value);
}
