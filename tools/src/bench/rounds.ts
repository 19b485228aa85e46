import type { Round } from './bench.ts';
import { median } from './median.ts';
import type { FigureOf, Row } from './rows.ts';
import { isReached } from './target.ts';

/** A row, measured. */
export interface RowResult {
  readonly row: Row;
  /** The figure, or ratio, of each round. */
  readonly values: readonly number[];
  readonly median: number;
  /** Undefined without a target. */
  readonly reached: boolean | undefined;
}

/**
 * The row's figure in each round. Ratios are taken within a round, so that a machine that is slower
 * in one round is fair.
 *
 * @throws RangeError if a round lacks a figure
 */
export function resultOf(row: Row, rounds: readonly Round[]): RowResult {
  const { figure, dividedBy, target } = row;
  const values = rounds.map((round) => {
    return figureIn(round, figure) / (dividedBy ? figureIn(round, dividedBy) : 1);
  });
  const middle = median(values);
  return { row, values, median: middle, reached: target && isReached(target, middle) };
}

function figureIn(round: Round, [contender, name]: FigureOf): number {
  const value = round[contender]?.[name];
  if (value === undefined) throw new RangeError(`${contender} has no ${name}`);
  return value;
}
