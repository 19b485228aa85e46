import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { byCodePoints } from '../labels/natural-order.ts';
import { countOf } from '../list-names.ts';
import { printable } from '../printable.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { SplitName, Splits } from '../splits.ts';
import { quotedList } from './quoted.ts';

const TABLE_NAME = /^(train|test|validation)\.(?:csv|tsv|parquet)$/i;

/** The split whose table a file in a folder is, by its name; undefined when it is none. */
export function tableSplit(name: string): SplitName | undefined {
  return TABLE_NAME.exec(name)?.[1]!.toLowerCase() as SplitName | undefined;
}

/** The files of a dataset of tables. */
export interface TableFiles {
  readonly paths: Splits<string>;
  /** Which files are not used. */
  readonly findings: readonly Finding[];
}

/**
 * Finds the tables at a path: one file, or a folder with `train.csv` and, where there are, `test.csv` and `validation.csv`;
 * each may also end in `.tsv` or `.parquet`.
 *
 * @throws DatasetError `missing` when there is nothing or no training table; `corrupt` when there are two for one split
 */
export async function findTables(path: string): Promise<TableFiles> {
  const source = printable(path);
  const missing = `there is no file or folder ${source}`;
  const stats = await onDisk('read', source, () => stat(path), missing);
  if (!stats.isDirectory()) return { paths: { train: path }, findings: [] };
  const names = await onDisk('read', source, () => readdir(path));
  return chooseTables(path, names.sort(byCodePoints));
}

function chooseTables(folder: string, names: readonly string[]): TableFiles {
  const source = printable(folder);
  const found: { [Split in SplitName]?: string } = {};
  const unused: string[] = [];
  for (const name of names) {
    const split = tableSplit(name);
    if (split === undefined) unused.push(name);
    else if (found[split] === undefined) found[split] = join(folder, name);
    else throw twoTables(source, split, basename(found[split]), name);
  }
  const { train, ...others } = found;
  if (train === undefined) {
    throw new DatasetError(
      'missing',
      `${source} has no train.csv, train.tsv or train.parquet${names.length > 0 ? `; it holds ${quotedList(names)}` : ''}`,
    );
  }
  const text = `${countOf(unused.length, 'file')} of ${source} ${unused.length === 1 ? 'is' : 'are'} not used: ${quotedList(unused)}.`;
  const findings: Finding[] =
    unused.length > 0 ? [{ kind: 'left-out', text, count: unused.length }] : [];
  return { paths: { train, ...others }, findings };
}

function twoTables(folder: string, split: string, first: string, second: string): DatasetError {
  return new DatasetError(
    'corrupt',
    `${folder} has two tables for ${split}, ${quotedList([first, second])}; keep one of them`,
  );
}
