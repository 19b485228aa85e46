import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { ColumnKeeper } from './kept-column.ts';
import type { Cells, Table, TableColumn, TablePiece } from './table.ts';

/** A bound on the memory of rows that are kept, of however many tables. */
export class MemoryBudget {
  #left: number;

  /** @param bytes in all */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether there are so many bytes left; they are taken then. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/** Which columns of a table are read, as indices. */
export interface WantedColumns {
  /** Those of which the texts alone are asked for. */
  readonly texts: readonly number[];
  /** Those that are asked for numbers, and for the text of a cell where that is none, or not below 2^24. */
  readonly numbers: readonly number[];
}

/**
 * A table of which some columns are kept in memory when it is read for the first time, as long as the budget lasts: it is decoded
 * once, however often it is read. What is read is the same.
 */
export class KeptTable implements Table {
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly #table: Table;
  readonly #wanted: WantedColumns;
  readonly #budget: MemoryBudget;
  #keeps = true;
  #kept: RowKeeper | undefined;

  constructor(table: Table, wanted: WantedColumns, budget: MemoryBudget) {
    this.source = table.source;
    this.columns = table.columns;
    this.#table = table;
    this.#wanted = wanted;
    this.#budget = budget;
  }

  get findings(): readonly Finding[] {
    return this.#table.findings;
  }

  requireUnchanged(): Promise<void> {
    return this.#table.requireUnchanged();
  }

  /** Says that the texts of these columns will be asked for, too. Rows of which that is not kept are read from the file again. */
  wantTexts(columns: readonly number[]): void {
    if (this.#kept === undefined || this.#kept.holdsTexts(columns)) return;
    this.#kept.forget();
    this.#kept = undefined;
    this.#keeps = false;
  }

  async *pieces(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    if (this.#kept !== undefined) {
      yield* this.#keptPieces(this.#kept.pieces, signal);
      return;
    }
    const keeper = this.#keeps
      ? new RowKeeper(this.columns, this.#wanted, this.#budget)
      : undefined;
    try {
      for await (const piece of this.#table.pieces(signal)) {
        yield piece;
        keeper?.add(piece);
      }
      if (keeper?.isWhole === true) this.#kept = keeper;
      else this.#keeps = false;
    } finally {
      if (this.#kept !== keeper) keeper?.forget();
    }
  }

  async *#keptPieces(
    pieces: readonly TablePiece[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TablePiece> {
    await this.requireUnchanged();
    for (const piece of pieces) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', `reading ${this.source} was cancelled`);
      }
      yield piece;
    }
  }
}

const NOT_KEPT: Cells = {
  numbers: () => refuseNotKept(),
  text: () => refuseNotKept(),
};

function refuseNotKept(): never {
  throw new Error('this column is not kept');
}

/** Keeps pieces that follow each other. */
class RowKeeper {
  readonly pieces: TablePiece[] = [];
  readonly #keepers: readonly (ColumnKeeper | undefined)[];
  readonly #budget: MemoryBudget;
  #rows = 0;
  #taken = 0;
  #isWhole = true;

  constructor(columns: readonly TableColumn[], wanted: WantedColumns, budget: MemoryBudget) {
    this.#budget = budget;
    this.#keepers = columns.map((_, column) => {
      const onlyTexts = wanted.texts.includes(column);
      return onlyTexts || wanted.numbers.includes(column)
        ? new ColumnKeeper({ onlyTexts })
        : undefined;
    });
  }

  /** Whether all pieces were kept. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  holdsTexts(columns: readonly number[]): boolean {
    return columns.every((column) => this.#keepers[column]!.holdsAllTexts);
  }

  add(piece: TablePiece): void {
    if (!this.#isWhole) return;
    const columns = piece.columns.map((cells, column) => {
      return this.#keepers[column]?.keep(cells, piece.rows) ?? NOT_KEPT;
    });
    this.#rows += piece.rows;
    if (this.#reserve()) this.pieces.push({ ...piece, columns });
    else this.forget();
  }

  forget(): void {
    this.#isWhole = false;
    this.pieces.length = 0;
    this.#budget.giveBack(this.#taken);
    this.#taken = 0;
  }

  #reserve(): boolean {
    // Beside the cells, each piece keeps where its rows lie.
    let bytes = this.#rows * Int32Array.BYTES_PER_ELEMENT;
    for (const keeper of this.#keepers) bytes += keeper?.bytes ?? 0;
    if (!this.#budget.take(bytes - this.#taken)) return false;
    this.#taken = bytes;
    return true;
  }
}
