import { open, type FileHandle } from 'node:fs/promises';
import {
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { printable } from '../printable.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { FileState } from '../file-state.ts';
import {
  compactNumbers,
  ParquetCells,
  parquetColumn,
  type ParquetValue,
} from './parquet-column.ts';
import { quoted } from './quoted.ts';
import { footerFault } from './parquet-footer.ts';
import { requireDistinctNames } from './table-columns.ts';
import type { Table, TableColumn, TablePiece } from './table.ts';

/** What a Parquet file begins and ends with. */
export const PARQUET_MAGIC = Buffer.from('PAR1');

/** Rows that are given at once. */
const PIECE_ROWS = 2 ** 16;

/**
 * Opens a Parquet file: reads its schema.
 *
 * @throws DatasetError `corrupt` when it is cut off or broken, has no rows, two columns of one name, or a row group of more
 *   than 1 GiB; `storage`
 */
export async function openParquetTable(state: FileState): Promise<Table> {
  const metadata = await withFile(state, readMetadata);
  const fault = footerFault(metadata);
  if (fault !== undefined) throw new DatasetError('corrupt', `${state.source}: ${fault}`);
  const columns = await decoded(state.source, 'its schema', async () =>
    parquetSchema(metadata).children.map(parquetColumn),
  );
  const names = columns.map(({ name }) => name);
  requireDistinctNames(state.source, names, 'give each its own name');
  if (metadata.num_rows === 0n) throw new DatasetError('corrupt', `${state.source} has no rows`);
  return new ParquetTable(state, metadata, columns);
}

class ParquetTable implements Table {
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly findings: readonly Finding[];
  readonly #state: FileState;
  readonly #metadata: FileMetaData;

  constructor(state: FileState, metadata: FileMetaData, columns: readonly TableColumn[]) {
    const { num_rows: rows, row_groups: groups } = metadata;
    this.source = state.source;
    this.columns = columns;
    const text = `${state.source} is Parquet, with ${rows} rows in ${groups.length} row ${groups.length === 1 ? 'group' : 'groups'}.`;
    this.findings = [{ kind: 'recognised', text, count: Number(rows) }];
    this.#state = state;
    this.#metadata = metadata;
  }

  requireUnchanged(): Promise<void> {
    return this.#state.requireUnchanged();
  }

  async *pieces(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    await this.#state.requireUnchanged();
    const file = await onDisk('read', this.source, () => open(this.#state.path));
    try {
      let start = 0;
      for (const group of this.#metadata.row_groups) {
        const rows = Number(group.num_rows);
        const values = await this.#readGroup(file, start, rows, signal);
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
    await this.#state.requireUnchanged();
  }

  /** For each column its values in a row group; none of an unreadable column. */
  async #readGroup(
    file: FileHandle,
    start: number,
    rows: number,
    signal?: AbortSignal,
  ): Promise<ArrayLike<ParquetValue>[]> {
    const range = { rowStart: start, rowEnd: start + rows };
    const options = { file: bufferOf(this.#state, file), metadata: this.#metadata, compressors };
    const columns: ArrayLike<ParquetValue>[] = [];
    for (const { name, unreadable } of this.columns) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', `reading ${this.source} was cancelled`);
      }
      columns.push(unreadable === undefined ? await this.#readColumn(name, range, options) : []);
    }
    return columns;
  }

  async #readColumn(
    column: string,
    range: { readonly rowStart: number; readonly rowEnd: number },
    options: Parameters<typeof parquetScan>[0],
  ): Promise<ArrayLike<ParquetValue>> {
    const where = `column ${quoted(column)}, rows ${range.rowStart + 1} to ${range.rowEnd}`;
    // A scan keeps what it has read, so each column has its own.
    const values = await decoded(this.source, where, async () => {
      const scan = await parquetScan({ ...options, columns: [column] });
      return scan.readColumn({ column, ...range });
    });
    const count = range.rowEnd - range.rowStart;
    if (values.length === count) return compactNumbers(values as ArrayLike<ParquetValue>);
    throw new DatasetError('corrupt', `${this.source}, ${where}: holds ${values.length} values`);
  }
}

async function readMetadata(state: FileState, file: FileHandle): Promise<FileMetaData> {
  const end = Buffer.alloc(PARQUET_MAGIC.length);
  const { bytesRead } = await file.read(end, 0, end.length, Math.max(0, state.size - end.length));
  if (bytesRead < end.length || !end.equals(PARQUET_MAGIC)) {
    throw new DatasetError('corrupt', `${state.source} is cut off: a Parquet file ends with PAR1`);
  }
  return decoded(state.source, 'its footer', () => parquetMetadataAsync(bufferOf(state, file)));
}

/** Runs the decoder; what it throws about the bytes becomes `corrupt`. */
async function decoded<Result>(
  source: string,
  where: string,
  decode: () => Promise<Result>,
): Promise<Result> {
  try {
    return await onDisk('read', source, async () => decode());
  } catch (reason) {
    if (reason instanceof DatasetError) throw reason;
    const message = printable(reason instanceof Error ? reason.message : String(reason));
    throw new DatasetError('corrupt', `${source}, ${where}: cannot be decoded (${message})`, {
      cause: reason,
    });
  }
}

async function withFile<Result>(
  state: FileState,
  action: (state: FileState, file: FileHandle) => Promise<Result>,
): Promise<Result> {
  return onDisk('read', state.source, async () => {
    const file = await open(state.path);
    try {
      return await action(state, file);
    } finally {
      await file.close();
    }
  });
}

/** The file as hyparquet reads it; a place beyond its end, which a broken footer can name, is refused before memory is taken. */
function bufferOf(state: FileState, file: FileHandle): AsyncBuffer {
  return {
    byteLength: state.size,
    // Thrown at once, not by a promise: the decoder starts reads that it may give up without waiting for them.
    slice: (start, end = state.size) => {
      if (!(0 <= start && start <= end && end <= state.size)) {
        throw new RangeError(`bytes ${start} to ${end} are not within the file`);
      }
      const read = readBytes(file, start, end);
      read.catch(() => undefined);
      return read;
    },
  };
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new ArrayBuffer(end - start);
  await file.read(new Uint8Array(bytes), 0, bytes.byteLength, start);
  return bytes;
}
