import { countOf } from '../list-names.ts';
import type { Finding } from '../sources/raw-dataset.ts';

/** Counts the lines of a CSV file that hold nothing, which are no rows. */
export class EmptyLines {
  #count = 0;
  #first: number | undefined;

  /** @param first the first of so many lines that follow each other, counted from 1 */
  add(first: number, count = 1): void {
    if (count === 0) return;
    this.#first ??= first;
    this.#count += count;
  }

  findings(source: string): Finding[] {
    if (this.#first === undefined) return [];
    const lines = countOf(this.#count, 'empty line');
    const which = this.#count === 1 ? `is skipped: line` : `are skipped; the first is line`;
    const text = `${lines} of ${source} ${which} ${this.#first}.`;
    return [{ kind: 'left-out', text, count: this.#count }];
  }
}
