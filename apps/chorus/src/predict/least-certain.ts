import type { PredictedRow } from './predicted-row.ts';

/**
 * The rows that the ensemble is least certain of, by the entropy of the members' mean; of equal ones the later.
 *
 * @param share of those that were predicted, 0 to 1, rounded to whole rows
 */
export function leastCertain(rows: readonly PredictedRow[], share: number): Set<PredictedRow> {
  const predicted = rows.filter(({ prediction }) => prediction !== undefined);
  const count = Math.round(share * predicted.length);
  const byCertainty = predicted.toSorted((a, b) => a.prediction!.entropy - b.prediction!.entropy);
  return new Set(count === 0 ? [] : byCertainty.slice(-count));
}
