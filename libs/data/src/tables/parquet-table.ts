import { open, type FileHandle } from 'node:fs/promises';
import { parquetSchema, type FileMetaData, type RowGroup, type SchemaTree } from 'hyparquet';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { FileState } from '../file-state.ts';
import { ParquetCells, parquetColumn } from './parquet-column.ts';
import { quoted } from './quoted.ts';
import { readChunk } from './parquet-chunk.ts';
import { decoded, readFooter } from './parquet-file.ts';
import type { ParquetValues } from './parquet-numbers.ts';
import type { TableOptions } from './table-options.ts';
import { requireDistinctNames } from './table-columns.ts';
import type { Table, TableColumn, TablePiece } from './table.ts';
import { whileUnchanged } from './while-unchanged.ts';

/** Rows that are given at once. */
const PIECE_ROWS = 2 ** 16;

/**
 * Opens a Parquet file: reads its schema.
 *
 * @throws DatasetError `corrupt` when it is cut off or broken, has no rows, two columns of one name, or a row group of more
 *   than 1 GiB; `storage`
 */
export async function openParquetTable(
  state: FileState,
  { leaveOut = [] }: TableOptions = {},
): Promise<Table> {
  const metadata = await readFooter(state);
  const schema = await decoded(state.source, 'its schema', async () => {
    return parquetSchema(metadata).children;
  });
  const columns = schema.map(parquetColumn);
  const names = columns.map(({ name }) => name);
  requireDistinctNames(state.source, names, 'give each its own name');
  if (metadata.num_rows === 0n) throw new DatasetError('corrupt', `${state.source} has no rows`);
  return new ParquetTable(state, { metadata, columns, schema, leaveOut });
}

interface ParquetLayout {
  readonly metadata: FileMetaData;
  readonly columns: readonly TableColumn[];
  /** The columns as the schema has them. */
  readonly schema: readonly SchemaTree[];
  /** The names of columns that are not read. */
  readonly leaveOut: readonly string[];
}

class ParquetTable implements Table {
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly findings: readonly Finding[];
  readonly #state: FileState;
  readonly #metadata: FileMetaData;
  readonly #schema: readonly SchemaTree[];
  readonly #leaveOut: readonly string[];

  constructor(state: FileState, { metadata, columns, schema, leaveOut }: ParquetLayout) {
    const { num_rows: rows, row_groups: groups } = metadata;
    this.source = state.source;
    this.columns = columns;
    const text = `${state.source} is Parquet, with ${rows} rows in ${groups.length} row ${groups.length === 1 ? 'group' : 'groups'}.`;
    this.findings = [{ kind: 'recognised', text, count: Number(rows) }];
    this.#state = state;
    this.#metadata = metadata;
    this.#schema = schema;
    this.#leaveOut = leaveOut;
  }

  requireUnchanged(): Promise<void> {
    return this.#state.requireUnchanged();
  }

  pieces(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    return whileUnchanged(this.#state, this.#read(signal));
  }

  async *#read(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    const file = await onDisk('read', this.source, () => open(this.#state.path));
    try {
      let start = 0;
      for (const group of this.#metadata.row_groups) {
        const rows = Number(group.num_rows);
        const values = await this.#readGroup(file, group, start, signal);
        for (let first = 0; first < rows; first += PIECE_ROWS) {
          const firstRow = start + first + 1;
          const range = { first, rows: Math.min(PIECE_ROWS, rows - first) };
          yield {
            rows: range.rows,
            columns: values.map((column) => new ParquetCells(column, range)),
            placeOf: (row) => `row ${firstRow + row}`,
          };
        }
        start += rows;
      }
    } finally {
      await file.close();
    }
  }

  /** For each column its values in a row group; none of a column that is not read. */
  async #readGroup(
    file: FileHandle,
    group: RowGroup,
    start: number,
    signal?: AbortSignal,
  ): Promise<ParquetValues[]> {
    const columns: ParquetValues[] = [];
    for (const [index, { name, unreadable }] of this.columns.entries()) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', `reading ${this.source} was cancelled`);
      }
      const isRead = unreadable === undefined && !this.#leaveOut.includes(name);
      columns.push(isRead ? await this.#readColumn(file, group, start, index) : []);
    }
    return columns;
  }

  async #readColumn(
    file: FileHandle,
    group: RowGroup,
    start: number,
    index: number,
  ): Promise<ParquetValues> {
    const { name } = this.columns[index]!;
    const rows = Number(group.num_rows);
    const where = `column ${quoted(name)}, rows ${start + 1} to ${start + rows}`;
    return decoded(this.source, where, async () => {
      return readChunk(this.#state, file, group, [this.#schema[index]!]);
    });
  }
}
