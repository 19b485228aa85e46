import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from '../dataset-error.ts';
import { printable } from '../printable.ts';
import type { SplitName } from '../splits.ts';
import { findTables } from '../tables/table-files.ts';

/** A part of a split as the Hugging Face hub has it: `train-00000-of-00002.parquet`. */
const PART_NAME = /^(train|test|validation|valid|val)-\d+-of-\d+\.parquet$/;

/** The files of each split, in the order of their numbers. */
export type SplitFiles = ReadonlyMap<SplitName, readonly string[]>;

/**
 * Finds the tables at a path: a file; a folder with `train.parquet` or `train.csv` and so on; or one with numbered parts, in
 * itself or in its folder `data`.
 *
 * @throws DatasetError as `findTables` does
 */
export async function findPictureFiles(path: string): Promise<SplitFiles> {
  const shown = printable(path);
  const absent = `there is no file or folder ${shown}`;
  const isFolder = (await onDisk('read', shown, () => stat(path), absent)).isDirectory();
  for (const folder of isFolder ? [path, join(path, 'data')] : []) {
    const parts = await findParts(folder);
    if (parts.has('train')) return parts;
  }
  const { paths } = await findTables(path);
  return new Map(Object.entries(paths).map(([split, file]) => [split as SplitName, [file]]));
}

/** Whether names in a folder are those of numbered parts. */
export function arePartNames(names: readonly string[]): boolean {
  return names.some((name) => PART_NAME.test(name));
}

async function findParts(folder: string): Promise<SplitFiles> {
  const names = await readdir(folder).catch(() => []);
  const found = new Map<SplitName, string[]>();
  for (const name of names.sort()) {
    const split = PART_NAME.exec(name)?.[1];
    if (split === undefined) continue;
    const key = split.startsWith('val') ? 'validation' : (split as SplitName);
    found.set(key, [...(found.get(key) ?? []), join(folder, name)]);
  }
  return found;
}
