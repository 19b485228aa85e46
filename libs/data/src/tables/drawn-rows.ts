import { SplitDraw, type SplitShares } from '../split-draw.ts';
import type { LabelledRows } from './label-reader.ts';

/** The rows with a label of a piece of the training table. */
export interface DividedRows {
  /** Those that stay in training, from which is learnt. */
  readonly learnt: Int32Array;
  /** Those that are drawn for the test or the validation split. */
  readonly drawn: Int32Array;
}

/** Divides the rows of the training table, piece by piece in their order, as whoever makes the splits does. */
export class RowDraw {
  readonly #draw: SplitDraw | undefined;

  /** @param shares undefined when nothing is drawn */
  constructor(shares: SplitShares | undefined) {
    this.#draw = shares && new SplitDraw(shares);
  }

  /** @param names of the classes, into which labels are indices */
  next({ rows, labels }: LabelledRows, names: readonly string[]): DividedRows {
    const draw = this.#draw;
    if (draw === undefined) return { learnt: rows, drawn: new Int32Array() };
    const learnt = new Int32Array(rows.length);
    const drawn = new Int32Array(rows.length);
    let kept = 0;
    for (let index = 0; index < rows.length; index++) {
      if (draw.next(names[labels[index]!]!) === 'train') learnt[kept++] = rows[index]!;
      else drawn[index - kept] = rows[index]!;
    }
    return { learnt: learnt.subarray(0, kept), drawn: drawn.subarray(0, rows.length - kept) };
  }
}
