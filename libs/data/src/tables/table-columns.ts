import { DatasetError } from '../dataset-error.ts';
import { decimalOf } from './cell-text.ts';
import { quoted, quotedList } from './quoted.ts';
import { DEFAULT_TARGET, SETTINGS, type TableOptions } from './table-options.ts';
import type { Table } from './table.ts';

/** Which columns of a table are what, as indices into its columns. */
export interface TableRoles {
  readonly target: number;
  readonly features: readonly number[];
}

/** @throws DatasetError `corrupt`, with the remedy, when two columns have one name */
export function requireDistinctNames(
  source: string,
  names: readonly string[],
  remedy: string,
): void {
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const before = places.get(name);
    if (before !== undefined) {
      throw new DatasetError(
        'corrupt',
        `${source}: columns ${before + 1} and ${index + 1} are both named ${quoted(name)}; ${remedy}`,
      );
    }
    places.set(name, index);
  }
}

/**
 * Finds the target column and the features in the training table.
 *
 * @throws DatasetError `corrupt` when there is no target, no feature, or no column that a setting names
 */
export function chooseRoles(table: Table, options: TableOptions): TableRoles {
  const { target: targetName = DEFAULT_TARGET, leaveOut = [], categories = [] } = options;
  const names = table.columns.map(({ name }) => name);
  const target = names.indexOf(targetName);
  if (target === -1) throw noTarget(table, targetName, names);
  requireNamed(table, names, leaveOut, SETTINGS.leaveOut);
  requireNamed(table, names, categories, SETTINGS.categories);
  const features = [...names.keys()].filter(
    (index) => index !== target && !leaveOut.includes(names[index]!),
  );
  for (const index of [target, ...features]) requireReadable(table, index);
  if (features.length > 0) return { target, features };
  throw new DatasetError(
    'corrupt',
    `${table.source} has no column but ${quotedList([targetName, ...leaveOut])}; training needs features`,
  );
}

/** @throws DatasetError `corrupt` when the cells of a column are neither numbers nor texts */
export function requireReadable(table: Table, index: number): void {
  const { name, unreadable } = table.columns[index]!;
  if (unreadable === undefined) return;
  throw new DatasetError(
    'corrupt',
    `${table.source}: column ${quoted(name)} ${unreadable}, neither numbers nor texts; convert it, or leave it out with ${SETTINGS.leaveOut}`,
  );
}

function requireNamed(
  table: Table,
  names: readonly string[],
  wanted: readonly string[],
  setting: string,
): void {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new DatasetError(
    'corrupt',
    `${setting} names ${quoted(unknown)}, which is no column of ${table.source}: ${quotedList(names)}`,
  );
}

function noTarget(table: Table, target: string, names: readonly string[]): DatasetError {
  const number = table.columns.find(
    ({ name, stored }) => stored === 'any' && !Number.isNaN(decimalOf(name.replace(',', '.'))),
  );
  const header =
    number === undefined
      ? ''
      : ` (the first line holds the number ${number.name}: when it is no header, set ${SETTINGS.header}: false)`;
  return new DatasetError(
    'corrupt',
    `${table.source} has no column ${quoted(target)}; its columns are ${quotedList(names)}: name the one that holds the class with ${SETTINGS.target}${header}`,
  );
}
