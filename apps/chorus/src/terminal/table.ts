import { padTo, widthOf } from './text-width.ts';

/** A column's title; numbers stand at the right. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Rows of text under titles, each column as wide as its widest cell; no trailing blanks. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => widthOf(row[index]!))),
  );
  return [titles, ...rows].map((row) =>
    row
      .map((cell, index) => padTo(cell, widths[index]!, columns[index]!.align))
      .join(GAP)
      .trimEnd(),
  );
}
