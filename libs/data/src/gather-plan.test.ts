import { expect, test } from 'vitest';
import { planGather } from './gather-plan.ts';

/** The first and last row of each read. */
function reads(rows: readonly number[], gap: number, run: number): [number, number][] {
  const { runs } = planGather(rows, { gap, run });
  return runs.map(({ firstRow, endRow }) => [firstRow, endRow - 1]);
}

test('rows near each other are read at once, in the order of the file', () => {
  expect(reads([30, 1, 3, 2, 31, 9], 2, 100)).toEqual([
    [1, 3],
    [9, 9],
    [30, 31],
  ]);
});

test('so many rows at most', () => {
  expect(reads([0, 1, 2, 3, 4], 0, 2)).toEqual([
    [0, 1],
    [2, 3],
    [4, 4],
  ]);
  expect(reads([0, 1], 0, 0)).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('a row that is wanted twice is read once, for both places', () => {
  const { order, runs } = planGather([5, 1, 5], { gap: 0, run: 10 });
  expect(runs).toHaveLength(2);
  const last = runs[1]!;
  expect(Array.from(order.subarray(last.start, last.end)).sort()).toEqual([0, 2]);
});
