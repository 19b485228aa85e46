import { DatasetError } from '../dataset-error.ts';
import { naturalOrder } from '../labels/natural-order.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted, quotedList } from './quoted.ts';

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
