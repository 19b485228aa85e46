import type { Finding, RawDataset } from '../sources/raw-dataset.ts';
import type { Splits } from '../splits.ts';
import { MemoryBudget } from './kept-table.ts';
import { learnTable } from './learn-table.ts';
import { openTable } from './open-table.ts';
import { findTables } from './table-files.ts';
import type { TableOptions } from './table-options.ts';
import type { TablePreparation } from './table-preparation.ts';
import { checkSplit, TableSplit } from './table-split.ts';

/** Of the tables so much is kept in memory, so that they need be decoded once only. */
const KEPT_BYTES = 512 * 2 ** 20;

/** Tables as a dataset. A sample is a row: float32, [columns]. */
export interface TableDataset extends RawDataset {
  readonly columns: readonly string[];
  readonly splits: Splits<TableSplit>;
  /** What makes samples of the rows of a later file; see `TableSource`. */
  readonly preparation: TablePreparation & { readonly kind: 'table' };
}

/**
 * Opens one table, or a folder of tables by split, and reads all of them: the training table to learn from, the others to be
 * checked. Memory is bounded whatever the files' size.
 *
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file and the line; `cancelled`
 */
export async function openTableDataset(
  path: string,
  options: TableOptions = {},
): Promise<TableDataset> {
  const files = await findTables(path);
  const train = await openTable(files.paths.train, options);
  const budget = new MemoryBudget(KEPT_BYTES);
  const learnt = await learnTable(train, options, budget);
  const { preparation } = learnt;
  const findings: Finding[] = [...files.findings, ...train.findings, ...learnt.findings];
  const others: { test?: TableSplit; validation?: TableSplit } = {};
  for (const name of ['validation', 'test'] as const) {
    const file = files.paths[name];
    if (file === undefined) continue;
    const table = await openTable(file, options);
    const checked = await checkSplit(table, preparation, options, budget);
    others[name] = checked.split;
    findings.push(...table.findings, ...checked.findings);
  }
  const columns = preparation.columns.map(({ name }) => name);
  return {
    sample: { shape: [columns.length], type: 'float32' },
    divisor: 1,
    columns,
    classes: preparation.classes,
    splits: { train: new TableSplit(learnt.table, preparation, learnt.labels, options), ...others },
    findings,
    preparation: { kind: 'table', ...preparation },
  };
}
