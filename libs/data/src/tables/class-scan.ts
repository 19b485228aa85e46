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
  readonly #pieces: Int32Array[] = [];
  #samples = 0;

  get samples(): number {
    return this.#samples;
  }

  /** @param labels of samples, as indices into names that are told at the end */
  add(labels: Int32Array): void {
    this.#pieces.push(labels);
    this.#samples += labels.length;
  }

  /**
   * @param names what the labels are indices into
   * @throws DatasetError `corrupt` when there are less than two classes
   */
  finish(names: readonly string[], source: string, target: string): LearntClasses {
    const classes = names.toSorted(naturalOrder);
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
    return { classes, labels: this.#labelsBy(names, classes), findings };
  }

  #labelsBy(names: readonly string[], classes: readonly string[]): Int32Array {
    const places = new Map(classes.map((name, index) => [name, index]));
    const classOf = Int32Array.from(names, (name) => places.get(name)!);
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
