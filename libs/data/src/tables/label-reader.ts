import { DatasetError } from '../dataset-error.ts';
import { ClassNames } from '../labels/class-names.ts';
import { countOf } from '../list-names.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted } from './quoted.ts';
import { SETTINGS } from './table-options.ts';
import type { Table, TablePiece } from './table.ts';

/** The label of a row without one. */
const NONE = -1;

/** The labels of some rows. */
export interface LabelledRows {
  /** The rows of the piece that have a label. */
  readonly rows: Int32Array;
  /** Their labels, as indices into the reader's {@link LabelReader.names}. */
  readonly labels: Int32Array;
}

/** Reads the target column of one table: a label is a text, whatever it says, or a whole number; an empty cell is none. */
export class LabelReader {
  readonly #table: Table;
  readonly #place: number;
  readonly #isNumber: boolean;
  readonly #missing: 'refuse' | 'leave-out';
  readonly #classNames: ClassNames;
  readonly #names: string[] = [];
  readonly #labels = new Map<string, number>();
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
    this.#classNames = new ClassNames(`${table.source}, column ${quoted(target)}`);
  }

  /** The names of the classes that were found, in the order of their first rows. */
  get names(): readonly string[] {
    return this.#names;
  }

  /**
   * @throws DatasetError `corrupt`, naming the place, for a number that is not whole, and for a row without a label unless those
   *   are left out
   */
  read(piece: TablePiece): LabelledRows {
    const cells = piece.columns[this.#place]!;
    const rows = new Int32Array(piece.rows);
    const labels = new Int32Array(piece.rows);
    let count = 0;
    for (let row = 0; row < piece.rows; row++) {
      const text = cells.text(row);
      const label = this.#labels.get(text) ?? this.#addLabel(text, piece.placeOf(row));
      if (label === NONE) {
        this.#leftOut++;
        continue;
      }
      rows[count] = row;
      labels[count++] = label;
    }
    return { rows: rows.subarray(0, count), labels: labels.subarray(0, count) };
  }

  findings(): Finding[] {
    if (this.#leftOut === 0) return [];
    const rows = countOf(this.#leftOut, 'row');
    const verb = this.#leftOut === 1 ? 'is' : 'are';
    const text = `${rows} of ${this.#table.source} without a label in column ${quoted(this.#name)} ${verb} left out.`;
    return [{ kind: 'left-out', text, count: this.#leftOut }];
  }

  get #name(): string {
    return this.#table.columns[this.#place]!.name;
  }

  /** @param place of its first row */
  #addLabel(text: string, place: string): number {
    if (text === '') {
      if (this.#missing === 'leave-out') return NONE;
      throw emptyLabel(this.#where(place), this.#name);
    }
    if (this.#isNumber && isFraction(text)) {
      const rule = 'labels are whole numbers or texts, one for each class';
      throw refusal(this.#where(place), this.#name, `is ${text}; ${rule}`);
    }
    const label = this.#names.push(this.#classNames.of(text)) - 1;
    this.#labels.set(text, label);
    return label;
  }

  #where(place: string): string {
    return `${this.#table.source}, ${place}`;
  }
}

/** The error for a row without a label that is not to be left out. @param where the row, such as `a.csv, line 7` */
export function emptyLabel(where: string, column: string): DatasetError {
  const remedy = `mend the row, or set ${SETTINGS.missingLabels}: leave-out`;
  return refusal(where, column, `is empty; ${remedy}`);
}

function refusal(where: string, column: string, what: string): DatasetError {
  return new DatasetError('corrupt', `${where}: the label in column ${quoted(column)} ${what}`);
}

/** Whether a number is not whole; `true` and `false` are none. */
function isFraction(label: string): boolean {
  const value = Number(label);
  return value === value && !Number.isInteger(value);
}
