import { DatasetError } from '../dataset-error.ts';
import { printable } from '../printable.ts';

/**
 * The name of the class that a label stands for, be it a text of a table, a number or a folder: the label on one line, so that
 * lists, tables and messages stay whole. Line ends and other control characters are spelled (`\u000a`).
 */
export function className(label: string): string {
  return printable(label);
}

/** Names the classes of a dataset, each by {@link className}. */
export class ClassNames {
  readonly #where: string;
  readonly #names = new Map<string, string>();
  readonly #labels = new Map<string, string>();

  /** @param where what holds the labels, for messages */
  constructor(where: string) {
    this.#where = where;
  }

  /** @throws DatasetError `corrupt` when another label has the same name */
  of(label: string): string {
    const known = this.#names.get(label);
    if (known !== undefined) return known;
    const name = className(label);
    if (this.#labels.has(name)) {
      throw new DatasetError(
        'corrupt',
        `${this.#where}: two different labels would both be named "${name}", since control characters are spelled so; rename one of them`,
      );
    }
    this.#names.set(label, name);
    this.#labels.set(name, label);
    return name;
  }
}
