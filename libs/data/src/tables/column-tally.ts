import { naturalOrder } from '../labels/natural-order.ts';
import { countOf } from '../list-names.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted, quotedList } from './quoted.ts';
import type { ColumnPreparation } from './table-preparation.ts';

/** New categories that are named before the rest is counted. */
const NAMED_CATEGORIES = 5;

/** Decimal digits that a float32 has. */
const FLOAT32_DIGITS = 7;

/** A cell that a message names. */
export interface NamedCell {
  readonly text: string;
  /** Where the user finds it: `line 7`. */
  readonly place: string;
}

/** What was not taken as it stands, in one column of one file. */
export class ColumnTally {
  missing = 0;
  /** What those cells hold in a column of numbers. */
  readonly #missingWords = new Set<string>();
  infinite = 0;
  /** Cells of categories that training has not. */
  unknown = 0;
  /** Some of those categories. */
  readonly unknownNames = new Set<string>();
  /** Whole numbers that float32 does not hold. */
  inexact = 0;
  firstInexact: NamedCell | undefined;

  /** @param word what the cell holds: one of the few words for a missing number, or nothing */
  addMissing(word: string): void {
    this.missing++;
    this.#missingWords.add(word.trim());
  }

  addUnknown(text: string): void {
    this.unknown++;
    if (this.unknownNames.size <= NAMED_CATEGORIES) this.unknownNames.add(text);
  }

  /** Counts a whole number of 2^24 or more when it loses digits as float32. */
  addLarge({ text, place }: NamedCell): void {
    const value = Number(text.replace(',', '.'));
    if (!Number.isInteger(value)) return;
    const stored = Math.fround(value);
    const exact = /^[+-]?\d+$/.test(text)
      ? Number.isFinite(stored) && BigInt(text.replace('+', '')) === BigInt(stored)
      : stored === value;
    if (exact) return;
    this.inexact++;
    this.firstInexact ??= { text, place };
  }

  /** One sentence for each thing that happened to the column's cells. */
  findings(source: string, column: ColumnPreparation): Finding[] {
    const where = `in column ${quoted(column.name)} of ${source}`;
    return column.kind === 'number'
      ? [...this.#filled(where, column.fill), ...this.#rounded(where)]
      : this.#others(where);
  }

  #filled(where: string, fill: number): Finding[] {
    const kinds = [
      ...(this.missing > 0 ? [`${this.missing} missing${this.#words()}`] : []),
      ...(this.infinite > 0 ? [`${this.infinite} infinite`] : []),
    ];
    if (kinds.length === 0) return [];
    const count = this.missing + this.infinite;
    const numbers = count === 1 ? 'number' : 'numbers';
    const verb = count === 1 ? 'is' : 'are';
    return [
      {
        kind: 'changed',
        text: `${kinds.join(' and ')} ${numbers} ${where} ${verb} filled with ${Number(fill.toPrecision(FLOAT32_DIGITS))}, the median of its numbers in training.`,
        count,
      },
    ];
  }

  /** The words that were taken for a missing number. */
  #words(): string {
    const words = [...this.#missingWords].filter((word) => word !== '').sort(naturalOrder);
    return words.length > 0 ? ` (${quotedList(words)} among them)` : '';
  }

  #rounded(where: string): Finding[] {
    if (this.firstInexact === undefined) return [];
    const { text, place } = this.firstInexact;
    return [
      {
        kind: 'changed',
        text: `${countOf(this.inexact, 'whole number')} ${where} ${this.inexact === 1 ? 'is' : 'are'} rounded to float32, which holds 24 bits; the first is ${text} (${place}).`,
        count: this.inexact,
      },
    ];
  }

  #others(where: string): Finding[] {
    const findings: Finding[] = [];
    if (this.missing > 0) {
      const cells = countOf(this.missing, 'empty cell');
      const text = `${cells} ${where} ${this.missing === 1 ? 'becomes' : 'become'} the category "other".`;
      findings.push({ kind: 'changed', text, count: this.missing });
    }
    if (this.unknown > 0) {
      const cells = countOf(this.unknown, 'cell');
      const names = [...this.unknownNames];
      const listed = quotedList(names.slice(0, NAMED_CATEGORIES));
      const more = names.length > NAMED_CATEGORIES ? ', …' : '';
      const verb = this.unknown === 1 ? 'becomes' : 'become';
      const text = `${cells} ${where} with categories that training does not have (${listed}${more}) ${verb} the category "other".`;
      findings.push({ kind: 'changed', text, count: this.unknown });
    }
    return findings;
  }
}
