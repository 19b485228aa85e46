import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { openTable } from '../tables/open-table.ts';
import type { TablePreparation } from '../tables/table-preparation.ts';
import { TablePreparer } from '../tables/table-preparer.ts';
import { extraColumns } from '../tables/table-split.ts';
import type { Table, TablePiece } from '../tables/table.ts';
import type { PredictionItem, PredictionPiece, PredictionSource } from './prediction-source.ts';

/** The rows of a table as samples: one whose cell cannot be read as in training is a problem of its own. */
export class TableSource implements PredictionSource {
  readonly items = undefined;
  readonly #file: string;
  readonly #table: Table;
  readonly #preparation: TablePreparation;
  #preparer: TablePreparer;

  private constructor(file: string, table: Table, preparation: TablePreparation) {
    this.#file = file;
    this.#table = table;
    this.#preparation = preparation;
    this.#preparer = new TablePreparer(table, preparation);
  }

  /**
   * Opens a table, which needs no column of classes.
   *
   * @throws DatasetError `missing`, `corrupt` when it lacks a column of training, `storage`
   */
  static async open(file: string, preparation: TablePreparation): Promise<TableSource> {
    const header = !preparation.columns.every(({ name }) => /^column \d+$/.test(name));
    return new TableSource(file, await openTable(file, { header }), preparation);
  }

  get findings(): readonly Finding[] {
    // The classes' column may be there, and is not used.
    const extra = extraColumns(this.#table, { ...this.#preparation, target: '' }, {});
    return [...this.#table.findings, ...this.#preparer.findings(), ...extra];
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    this.#preparer = new TablePreparer(this.#table, this.#preparation);
    let first = 1;
    for await (const piece of this.#table.pieces(signal)) {
      yield this.#pieceOf(piece, first);
      first += piece.rows;
    }
    if (first === 1) throw new DatasetError('corrupt', `${this.#table.source} has no rows`);
  }

  #pieceOf(piece: TablePiece, first: number): PredictionPiece {
    const problems = this.#preparer.problems(piece);
    const items: PredictionItem[] = [];
    const good: number[] = [];
    for (let row = 0; row < piece.rows; row++) {
      const problem = problems.get(row);
      if (problem === undefined) good.push(row);
      const item = { file: this.#file, row: first + row };
      items.push(problem === undefined ? item : { ...item, problem });
    }
    return { items, values: this.#preparer.prepare(piece, Int32Array.from(good)) };
  }
}
