import type { Finding } from '../sources/raw-dataset.ts';
import { DatasetError } from '../dataset-error.ts';
import { openTable } from './open-table.ts';
import type { TableOptions } from './table-options.ts';
import type { TablePreparation } from './table-preparation.ts';
import { TablePreparer } from './table-preparer.ts';
import { extraColumns } from './table-split.ts';
import type { Table, TablePiece } from './table.ts';

/** A table without labels, prepared as the training table was. */
export interface PredictionTable {
  /** Rows. */
  readonly samples: number;
  readonly findings: readonly Finding[];
  /** All samples, by pieces [samples, columns], in the order of the rows. */
  read(signal?: AbortSignal): AsyncIterable<Float32Array>;
}

/**
 * Opens a later table for a model that was trained on others. It needs no target; one that is there is not used, and said.
 *
 * @param options `header` and `signal` only
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file and the line; `cancelled`
 */
export async function openTableForPrediction(
  path: string,
  preparation: TablePreparation,
  options: Pick<TableOptions, 'header' | 'signal'> = {},
): Promise<PredictionTable> {
  const table = await openTable(path, options);
  const preparer = new TablePreparer(table, preparation);
  let samples = 0;
  for await (const piece of table.pieces(options.signal)) {
    preparer.prepare(piece, allRows(piece));
    samples += piece.rows;
  }
  if (samples === 0) throw new DatasetError('corrupt', `${table.source} has no rows`);
  const extra = extraColumns(table, { ...preparation, target: '' }, {});
  return {
    samples,
    findings: [...table.findings, ...preparer.findings(), ...extra],
    read: (signal) => readSamples(table, preparation, signal),
  };
}

async function* readSamples(
  table: Table,
  preparation: TablePreparation,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array> {
  const preparer = new TablePreparer(table, preparation);
  for await (const piece of table.pieces(signal)) yield preparer.prepare(piece, allRows(piece));
}

function allRows({ rows }: TablePiece): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}
