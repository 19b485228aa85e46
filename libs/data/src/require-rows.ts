/** @throws RangeError when a row is none of a split's samples */
export function requireRows(rows: ArrayLike<number>, samples: number): void {
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    if (Number.isInteger(row) && row >= 0 && row < samples) continue;
    throw new RangeError(`row ${row} is not within a split of ${samples} samples`);
  }
}
