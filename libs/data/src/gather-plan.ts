/** Rows of a file that are read at once: those of `order[start]` to before `order[end]`, and what lies between. */
export interface RowRun {
  readonly start: number;
  readonly end: number;
  readonly firstRow: number;
  /** The row after the last one. */
  readonly endRow: number;
}

/** How rows in any order are read by few reads. */
export interface GatherPlan {
  /** Places of the wanted rows, in the order of the rows in the file. */
  readonly order: Uint32Array;
  readonly runs: readonly RowRun[];
}

/**
 * Plans reading rows: in the file's order, those near each other at once, with what lies between.
 *
 * @param rows in any order, also several times the same
 * @param limits in rows: the most that lies between two rows that are read at once, and the most that is read at once
 */
export function planGather(
  rows: ArrayLike<number>,
  { gap, run }: { readonly gap: number; readonly run: number },
): GatherPlan {
  const order = placesByRow(rows);
  const runs: RowRun[] = [];
  for (let start = 0; start < order.length;) {
    const firstRow = rows[order[start]!]!;
    let end = start + 1;
    let endRow = firstRow + 1;
    for (; end < order.length; end++) {
      const row = rows[order[end]!]!;
      if (row - endRow > gap || row + 1 - firstRow > run) break;
      endRow = row + 1;
    }
    runs.push({ start, end, firstRow, endRow });
    start = end;
  }
  return { order, runs };
}

/**
 * Places in the order of their rows: sorted as numbers, which is many times faster than by a comparison. A number
 * holds 2 ** 53: so much may the largest row times the number of rows be.
 */
function placesByRow(rows: ArrayLike<number>): Uint32Array {
  const { length } = rows;
  const keys = Float64Array.from({ length }, (_, place) => rows[place]! * length + place);
  return Uint32Array.from(keys.sort(), (key) => key % length);
}
