import { DatasetError } from '../dataset-error.ts';
import { naturalOrder } from '../labels/natural-order.ts';
import { countOf } from '../list-names.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted, quotedList } from './quoted.ts';
import { SETTINGS } from './table-options.ts';
import type { Cells, TablePiece } from './table.ts';

/** The labels of some rows. */
export interface LabelledRows {
  /** The rows of the piece that have a label. */
  readonly rows: Int32Array;
  /** Their labels. */
  readonly labels: readonly string[];
}

/** Reads the target column of one file: a label is a text, whatever it says; an empty cell is none. */
export class LabelReader {
  readonly #source: string;
  readonly #target: string;
  readonly #missing: 'refuse' | 'leave-out';
  #leftOut = 0;

  constructor(source: string, target: string, missing: 'refuse' | 'leave-out') {
    this.#source = source;
    this.#target = target;
    this.#missing = missing;
  }

  /** @throws DatasetError `corrupt`, naming the line, for a row without a label unless those are left out */
  read(piece: TablePiece, cells: Cells): LabelledRows {
    const rows = new Int32Array(piece.rows);
    const labels: string[] = [];
    for (let row = 0; row < piece.rows; row++) {
      const label = cells.text(row);
      if (label === '') {
        this.#refuseMissing(piece.placeOf(row));
        continue;
      }
      rows[labels.length] = row;
      labels.push(label);
    }
    return { rows: rows.subarray(0, labels.length), labels };
  }

  findings(): Finding[] {
    if (this.#leftOut === 0) return [];
    const rows = countOf(this.#leftOut, 'row');
    const verb = this.#leftOut === 1 ? 'is' : 'are';
    const text = `${rows} of ${this.#source} without a label in column ${quoted(this.#target)} ${verb} left out.`;
    return [{ kind: 'left-out', text, count: this.#leftOut }];
  }

  #refuseMissing(place: string): void {
    this.#leftOut++;
    if (this.#missing === 'leave-out') return;
    throw new DatasetError(
      'corrupt',
      `${this.#source}, ${place}: the label in column ${quoted(this.#target)} is empty; mend the row, or set ${SETTINGS.missingLabels}: leave-out`,
    );
  }
}

/** What the labels of the training table say. */
export interface LearntClasses {
  /** In natural order. */
  readonly classes: readonly string[];
  /** [samples], the class of each. */
  readonly labels: Int32Array;
  readonly findings: readonly Finding[];
}

/** Learns the classes from the labels of the training split. */
export class ClassScan {
  /** Each label by the order in which it was first seen. */
  readonly #seen = new Map<string, number>();
  readonly #pieces: Int32Array[] = [];
  #samples = 0;

  get samples(): number {
    return this.#samples;
  }

  add(labels: readonly string[]): void {
    const piece = new Int32Array(labels.length);
    for (const [index, label] of labels.entries()) {
      let order = this.#seen.get(label);
      if (order === undefined) {
        order = this.#seen.size;
        this.#seen.set(label, order);
      }
      piece[index] = order;
    }
    this.#pieces.push(piece);
    this.#samples += piece.length;
  }

  /** @throws DatasetError `corrupt` when there are less than two classes */
  finish(source: string, target: string): LearntClasses {
    const classes = [...this.#seen.keys()].sort(naturalOrder);
    const column = `column ${quoted(target)} of ${source}`;
    if (classes.length < 2) {
      throw new DatasetError(
        'corrupt',
        `${column} holds only the label ${quotedList(classes)}; training needs two classes or more`,
      );
    }
    const last = classes.length - 1;
    const text = `The labels ${quotedList(classes)} in ${column} are classes 0 to ${last}.`;
    const findings: Finding[] = [{ kind: 'mapped', text, count: classes.length }];
    if (classes.length > 2 && classes.length * 2 > this.#samples) {
      const many = `${column} has ${classes.length} different labels in ${this.#samples} rows; it may hold no classes.`;
      findings.push({ kind: 'warning', text: many[0]!.toUpperCase() + many.slice(1) });
    }
    return { classes, labels: this.#labelsBy(classes), findings };
  }

  #labelsBy(classes: readonly string[]): Int32Array {
    const classOf = new Int32Array(classes.length);
    for (const [index, name] of classes.entries()) classOf[this.#seen.get(name)!] = index;
    const labels = joined(this.#pieces);
    for (let sample = 0; sample < labels.length; sample++) {
      labels[sample] = classOf[labels[sample]!]!;
    }
    return labels;
  }
}

/** The labels of pieces that follow each other, as one array. */
export function joined(pieces: readonly Int32Array[]): Int32Array {
  const labels = new Int32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    labels.set(piece, filled);
    filled += piece.length;
  }
  return labels;
}
