import type { ParquetValue, ParquetValues } from './parquet-numbers.ts';

/** Takes the values of a column, page by page. */
export class ColumnValues {
  readonly #rows: number;
  #filled = 0;
  #values: Float64Array | ParquetValue[] | undefined;

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** All values; NaN or undefined where none was added. */
  get values(): ParquetValues {
    return this.#values ?? [];
  }

  /** @param present for each row 1 where there is a value, else 0; undefined when all rows have one */
  add(values: ParquetValues, present: Uint8Array | undefined): void {
    const column = this.#roomFor(values);
    const first = this.#filled;
    if (present === undefined) {
      put(column, first, values);
      this.#filled += values.length;
      return;
    }
    let next = 0;
    for (let row = 0; row < present.length; row++) {
      if (present[row] === 1) column[first + row] = values[next++]!;
    }
    this.#filled += present.length;
  }

  #roomFor(values: ParquetValues): Float64Array | ParquetValue[] {
    const areNumbers = values instanceof Float64Array;
    this.#values ??= areNumbers
      ? new Float64Array(this.#rows).fill(Number.NaN)
      : new Array<ParquetValue>(this.#rows).fill(undefined);
    if (!areNumbers && this.#values instanceof Float64Array) this.#values = [...this.#values];
    return this.#values;
  }
}

function put(column: Float64Array | ParquetValue[], first: number, values: ParquetValues): void {
  if (column instanceof Float64Array) column.set(values as Float64Array, first);
  else for (let index = 0; index < values.length; index++) column[first + index] = values[index];
}
