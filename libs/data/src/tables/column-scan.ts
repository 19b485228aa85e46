import { DatasetError } from '../dataset-error.ts';
import { naturalOrder } from '../labels/natural-order.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { meaningInNumbers } from './cell-text.ts';
import { ColumnTally, type NamedCell } from './column-tally.ts';
import { FLOAT32_WHOLE } from './float32-whole.ts';
import { MedianSample } from './median-sample.ts';
import { quoted } from './quoted.ts';
import { SETTINGS } from './table-options.ts';
import type { ColumnPreparation } from './table-preparation.ts';
import type { Cells, TableColumn, TablePiece } from './table.ts';

/** More texts than this are names or prose, not categories. */
const MOST_CATEGORIES = 1000;

/** What training makes of a column. */
export interface LearntColumn {
  readonly column: ColumnPreparation;
  /** What was not taken as it stands, in the rows that were learnt from. */
  readonly tally: ColumnTally;
  readonly recognised: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/**
 * Learns one column from the training split, piece by piece in bounded memory. A column is numbers when all its cells are, but
 * for words that mean a missing or an infinite one; categories when none is, or the user says so. Nothing between is guessed.
 */
export class ColumnScan {
  readonly #source: string;
  readonly #column: TableColumn;
  readonly #asCategories: boolean;
  readonly #tally = new ColumnTally();
  readonly #sample = new MedianSample();
  readonly #texts = new Set<string>();
  #numbers = 0;
  #empty = 0;
  #firstNumber: NamedCell | undefined;
  /** The first cell that is neither a number nor a word for none. */
  #firstText: NamedCell | undefined;
  #least = Infinity;
  #most = -Infinity;
  /** Large numbers are written in more than one way. */
  #moreThanOne = false;

  constructor(source: string, column: TableColumn, asCategories: boolean) {
    this.#source = source;
    this.#column = column;
    this.#asCategories = asCategories || column.stored === 'text';
  }

  /**
   * @param rows the rows of the piece that are learnt from
   * @throws DatasetError `corrupt` when the column mixes numbers and texts, or has too many texts
   */
  add(piece: TablePiece, cells: Cells, rows: Int32Array): void {
    if (this.#asCategories) {
      for (const row of rows) this.#addText(cells.text(row), piece, row);
      return;
    }
    const numbers = cells.numbers();
    if (cells.areSmallNumbers && this.#firstNumber !== undefined) {
      this.#addSmall(numbers, rows);
      this.#refuseMixed();
      return;
    }
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const stored = numbers[row]!;
      if (stored !== stored) {
        this.#addOther(cells.text(row), piece, row);
        continue;
      }
      this.#firstNumber ??= { text: cells.text(row), place: piece.placeOf(row) };
      if (stored > -FLOAT32_WHOLE && stored < FLOAT32_WHOLE) this.#addNumber(stored);
      else this.#addLarge(stored, piece, cells, row);
    }
    this.#refuseMixed();
  }

  /** @throws DatasetError `corrupt` when nothing can be learnt from the column */
  finish(): LearntColumn {
    const categories = this.#asCategories || this.#firstText !== undefined || this.#onlyWords();
    return categories ? this.#finishCategories() : this.#finishNumbers();
  }

  #addSmall(numbers: Float32Array, rows: Int32Array): void {
    let least = this.#least;
    let most = this.#most;
    for (let index = 0; index < rows.length; index++) {
      const stored = numbers[rows[index]!]!;
      if (stored < least) least = stored;
      if (stored > most) most = stored;
    }
    this.#least = least;
    this.#most = most;
    this.#numbers += rows.length;
    this.#sample.addAll(numbers, rows);
  }

  #addNumber(stored: number): void {
    this.#numbers++;
    if (stored < this.#least) this.#least = stored;
    if (stored > this.#most) this.#most = stored;
    this.#sample.add(stored);
  }

  #addLarge(stored: number, piece: TablePiece, cells: Cells, row: number): void {
    if (stored === Infinity || stored === -Infinity) {
      this.#tally.infinite++;
      return;
    }
    const cell = { text: cells.text(row), place: piece.placeOf(row) };
    this.#tally.addLarge(cell);
    this.#moreThanOne ||= cell.text !== this.#firstNumber!.text;
    this.#addNumber(stored);
  }

  #addOther(text: string, piece: TablePiece, row: number): void {
    const meaning = meaningInNumbers(text);
    if (meaning === 'missing') this.#tally.addMissing(text);
    if (meaning === 'infinite') this.#tally.infinite++;
    if (meaning === 'text') this.#firstText ??= { text, place: piece.placeOf(row) };
    this.#addText(text, piece, row);
  }

  #addText(text: string, piece: TablePiece, row: number): void {
    if (text === '') {
      this.#empty++;
      return;
    }
    if (this.#texts.has(text)) return;
    this.#texts.add(text);
    if (this.#texts.size <= MOST_CATEGORIES || this.#firstNumber !== undefined) return;
    const what = `column ${quoted(this.#column.name)} has more than ${MOST_CATEGORIES} different texts`;
    throw this.#refusal(
      piece.placeOf(row),
      `${what}, too many for categories; leave it out with ${SETTINGS.leaveOut}`,
    );
  }

  #refuseMixed(): void {
    if (this.#firstText === undefined || this.#firstNumber === undefined) return;
    const { text, place } = this.#firstText;
    const number = this.#firstNumber;
    throw this.#refusal(
      place,
      `column ${quoted(this.#column.name)} holds ${quoted(text)}, but the number ${number.text} on ${number.place}; ` +
        `mend it, or name the column in ${SETTINGS.categories} to take its numbers as categories`,
    );
  }

  #onlyWords(): boolean {
    return this.#firstNumber === undefined && this.#texts.size > 0 && this.#column.stored === 'any';
  }

  #finishCategories(): LearntColumn {
    const { name } = this.#column;
    if (this.#texts.size === 0) throw this.#nothing('text');
    const categories = [...this.#texts].sort(naturalOrder);
    const column = { name, kind: 'category', categories } as const;
    const tally = new ColumnTally();
    tally.missing = this.#empty;
    const warnings = categories.length === 1 && this.#empty === 0 ? [this.#constant()] : [];
    const recognised = `Column ${quoted(name)} of ${this.#source} holds ${categories.length} categories, and "other" for all else.`;
    return {
      column,
      tally,
      recognised: [{ kind: 'recognised', text: recognised, count: categories.length }],
      warnings,
    };
  }

  #finishNumbers(): LearntColumn {
    const { name } = this.#column;
    const fill = this.#sample.median();
    if (fill === undefined) throw this.#nothing('number');
    const constant = this.#least === this.#most;
    if (constant && this.#moreThanOne && this.#tally.inexact > 0) throw this.#indistinct();
    const column = { name, kind: 'number', fill } as const;
    const filled = this.#tally.missing + this.#tally.infinite > 0;
    const sampled: Finding[] =
      filled && this.#sample.stride > 1
        ? [
            {
              kind: 'recognised',
              text: `The median of column ${quoted(name)} of ${this.#source} is that of one in ${this.#sample.stride} of its ${this.#numbers} numbers.`,
            },
          ]
        : [];
    const warnings = constant && !filled ? [this.#constant()] : [];
    return { column, tally: this.#tally, recognised: sampled, warnings };
  }

  #constant(): Finding {
    const text = `Column ${quoted(this.#column.name)} of ${this.#source} holds the same value in every row of training: nothing can be learnt from it.`;
    return { kind: 'warning', text };
  }

  #nothing(what: string): DatasetError {
    const column = quoted(this.#column.name);
    return this.#refusal(
      `column ${column}`,
      `no ${what} in any row of training; leave it out with ${SETTINGS.leaveOut}`,
    );
  }

  #indistinct(): DatasetError {
    const { text, place } = this.#tally.firstInexact!;
    return this.#refusal(
      `column ${quoted(this.#column.name)}`,
      `its numbers are all the same as float32, which holds 24 bits (${text} on ${place}); leave it out with ${SETTINGS.leaveOut}, or subtract the smallest`,
    );
  }

  #refusal(where: string, what: string): DatasetError {
    return new DatasetError('corrupt', `${this.#source}, ${where}: ${what}`);
  }
}
