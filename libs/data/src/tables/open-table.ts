import { open } from 'node:fs/promises';
import { onDisk } from '../dataset-error.ts';
import { printable } from '../printable.ts';
import { openCsvTable } from './csv-table.ts';
import { FileState } from '../file-state.ts';
import { PARQUET_MAGIC } from './parquet-file.ts';
import { openParquetTable } from './parquet-table.ts';
import type { TableOptions } from './table-options.ts';
import type { Table } from './table.ts';

/**
 * Opens a table, Parquet or CSV by its first bytes, whatever its name is.
 *
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<Table> {
  const state = await FileState.of(path);
  const start = await startOf(path);
  return start.equals(PARQUET_MAGIC)
    ? openParquetTable(state, options)
    : openCsvTable(path, options);
}

function startOf(path: string): Promise<Buffer> {
  return onDisk('read', printable(path), async () => {
    const file = await open(path);
    try {
      const { length } = PARQUET_MAGIC;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}
