import type { RowResult } from './rounds.ts';
import { describeTarget } from './target.ts';

/** A table: per row the least, the median and the greatest of its rounds beside its target. */
export function formatResults(results: readonly RowResult[]): string {
  const lines = results.map(({ row, values, median, reached }) => [
    `${row.title}${row.unit ? `, ${row.unit}` : ''}`,
    formatFigure(Math.min(...values)),
    formatFigure(median),
    formatFigure(Math.max(...values)),
    row.target ? describeTarget(row.target) : '',
    reached === undefined ? '' : reached ? 'reached' : 'NOT reached',
  ]);
  return align([['', 'min', 'median', 'max', 'target', ''], ...lines]);
}

/** A figure with the digits that a ratio needs. */
export function formatFigure(figure: number): string {
  return figure.toFixed(Math.abs(figure) < 10 ? 2 : 1);
}

/** The first and the last column begin at the left, the others end at the right. */
function align(lines: readonly string[][]): string {
  const columns = lines[0]!.length;
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 || column === columns - 1
            ? cell.padEnd(widths[column]!)
            : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
