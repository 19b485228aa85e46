import { parse } from 'csv-parse/sync';
import { DatasetError } from '../dataset-error.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { SETTINGS, type TableOptions } from './table-options.ts';
import { requireDistinctNames } from './table-columns.ts';
import type { TableColumn } from './table.ts';

/**
 * The columns that the first row names, a column without a name by its place; all by their places when there is no header.
 *
 * @param start the file's first text, longer than its first row
 * @throws DatasetError `corrupt` when the first row is broken or names two columns alike
 */
export function readHeader(
  source: string,
  start: string,
  { delimiter }: CsvDialect,
  { header = true }: TableOptions,
): readonly TableColumn[] {
  const cells = firstRow(source, start, delimiter);
  const names = cells.map((cell, index) =>
    header && cell.trim() !== '' ? cell : `column ${index + 1}`,
  );
  const remedy = `give each its own name, or set ${SETTINGS.header}: false when the first line is no header`;
  requireDistinctNames(source, names, remedy);
  return names.map((name) => ({ name, stored: 'any' }));
}

function firstRow(source: string, start: string, delimiter: string): readonly string[] {
  try {
    const [row] = parse(start, { delimiter, to: 1, skip_empty_lines: true });
    return row!;
  } catch (reason) {
    throw new DatasetError('corrupt', `${source}: the quotes of the first line are broken`, {
      cause: reason,
    });
  }
}
