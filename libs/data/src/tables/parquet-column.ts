import type { SchemaTree } from 'hyparquet';
import { decimalOf } from './cell-text.ts';
import type { ParquetValue, ParquetValues } from './parquet-numbers.ts';
import type { Cells, TableColumn } from './table.ts';

/** A column of a Parquet file, by what its schema says. */
export function parquetColumn({ element, children }: SchemaTree): TableColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const unreadable = (why: string): TableColumn => ({ name, stored: 'any', unreadable: why });
  if (children.length > 0 || element.repetition_type === 'REPEATED') {
    return unreadable('is nested (lists, maps or structs)');
  }
  const said = converted ?? logical?.type;
  if (logical?.type === 'NULL') return unreadable('holds only nulls');
  if (said === undefined && (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY')) {
    return unreadable('holds bytes');
  }
  if (said === undefined) return type === 'INT96' ? unreadable('holds times') : number(name);
  if (['UTF8', 'STRING', 'ENUM'].includes(said)) return { name, stored: 'text' };
  if (/^U?INT_|^INTEGER$|^FLOAT16$/.test(said)) return number(name);
  // The converted type is what the decoder goes by.
  if (converted === 'DECIMAL') return number(name);
  return unreadable(/^(?:DATE|TIME)/.test(said) ? 'holds dates or times' : `holds ${said}`);
}

function number(name: string): TableColumn {
  return { name, stored: 'number' };
}

/** Cells of a column that were decoded. */
export class ParquetCells implements Cells {
  readonly #values: ParquetValues;
  readonly #first: number;
  readonly #rows: number;

  /** @param range `first`: the index of the first row's value */
  constructor(
    values: ParquetValues,
    { first, rows }: { readonly first: number; readonly rows: number },
  ) {
    this.#values = values;
    this.#first = first;
    this.#rows = rows;
  }

  numbers(): Float32Array {
    const numbers = new Float32Array(this.#rows);
    if (this.#values instanceof Float64Array) {
      numbers.set(this.#values.subarray(this.#first, this.#first + this.#rows));
      return numbers;
    }
    for (let row = 0; row < numbers.length; row++) {
      numbers[row] = numberOf(this.#values[this.#first + row]);
    }
    return numbers;
  }

  text(row: number): string {
    const value = this.#values[this.#first + row];
    if (value === undefined || value === null || Number.isNaN(value)) return '';
    return String(value);
  }
}

function numberOf(value: ParquetValue): number {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null) return Number.NaN;
  return typeof value === 'string' ? decimalOf(value) : Number(value);
}
