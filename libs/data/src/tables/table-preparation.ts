/** A column of numbers. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number';
  /** What stands for a missing or infinite number: the median of the training split's numbers. A float32. */
  readonly fill: number;
}

/** A column of categories. */
export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  /**
   * The texts of the training split, in natural order. A sample's value is 0 for "other" (an empty cell, or a text that
   * is not here), else 1 + the index into these: a whole number below {@link categoryCount}, ready for an embedding or a
   * one-hot layer.
   */
  readonly categories: readonly string[];
}

/** How the cells of one column become one float32. */
export type ColumnPreparation = NumberColumn | CategoryColumn;

/**
 * How a row of a table becomes a sample and a class: learnt from the training split alone, and applied the same way to every
 * other file. Plain data: it survives JSON.
 */
export interface TablePreparation {
  /** The name of the column that holds the class. */
  readonly target: string;
  /** In natural order. */
  readonly classes: readonly string[];
  /** The features, in the order of a sample's values. */
  readonly columns: readonly ColumnPreparation[];
}

/** The value of "other" in a sample. */
export const OTHER = 0;

/** How many values a sample can have in a column of categories, "other" among them. */
export function categoryCount({ categories }: CategoryColumn): number {
  return categories.length + 1;
}
