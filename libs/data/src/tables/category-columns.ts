import type { DatasetDescription } from '../dataset-description.ts';
import { type CategoryColumn, categoryCount } from './table-preparation.ts';

/** A column of a table's samples that holds places in a list of categories. */
export interface CategoryPlaces {
  readonly name: string;
  /** Its index in a sample. */
  readonly column: number;
  /** How many categories there are, "other" among them: places are whole numbers from 0 to below it. */
  readonly count: number;
}

/** The columns of categories of a dataset; none, where it is no table. */
export function categoryColumns({
  sample,
  preparation,
}: Pick<DatasetDescription, 'sample' | 'preparation'>): readonly CategoryPlaces[] {
  const { columns } = (preparation ?? {}) as { readonly columns?: unknown };
  if (!Array.isArray(columns) || columns.length !== sample.shape[0]) return [];
  return columns.flatMap((each: unknown, column) =>
    isCategoryColumn(each) ? [{ name: each.name, column, count: categoryCount(each) }] : [],
  );
}

/** What a preparation says may come from elsewhere. */
function isCategoryColumn(value: unknown): value is CategoryColumn {
  if (typeof value !== 'object' || value === null) return false;
  const { name, kind, categories } = value as Partial<CategoryColumn>;
  return kind === 'category' && typeof name === 'string' && Array.isArray(categories);
}
