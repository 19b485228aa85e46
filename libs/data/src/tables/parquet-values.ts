import type { ColumnMetaData, Encoding, ParquetType } from 'hyparquet';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { readDataPage } from 'hyparquet/src/datapage.js';
import { ColumnValues } from './column-values.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';
import { doublesOf, type ParquetValue, type ParquetValues } from './parquet-numbers.ts';
import { findPages, type DataPage } from './parquet-pages.ts';
import { readHybrid } from './rle-hybrid.ts';

/**
 * Decodes a column of single values in one row group.
 *
 * @param chunk the column's bytes
 * @param rows of the row group
 * @throws Error that says what is wrong with the bytes
 */
export function decodeColumn(
  chunk: ArrayBuffer,
  metadata: ColumnMetaData,
  leaf: ParquetLeaf,
  rows: number,
): ParquetValues {
  const decoder = new ValueDecoder(metadata, leaf);
  const pages = findPages(chunk, metadata, leaf, rows);
  const { dictionary } = pages;
  const entries = dictionary && decoder.decode('PLAIN', dictionary.bytes, dictionary.values);
  const column = new ColumnValues(rows);
  for (const page of pages.data) {
    const present = presentIn(page, leaf);
    const count = present === undefined ? page.values : countOnes(present);
    column.add(decoder.decodePage(page, count, entries), present);
  }
  return column.values;
}

/** For each value of a page 1 where there is one, 0 where it is null; undefined when all are there. */
function presentIn(
  { levels, values }: DataPage,
  { highestLevel }: ParquetLeaf,
): Uint8Array | undefined {
  if (levels === undefined) return undefined;
  const present = new Uint8Array(values);
  readHybrid(levels, Math.ceil(Math.log2(highestLevel + 1)), present);
  if (highestLevel > 1) {
    for (let at = 0; at < values; at++) present[at] = present[at] === highestLevel ? 1 : 0;
  }
  return present.includes(0) ? present : undefined;
}

function countOnes(present: Uint8Array): number {
  let count = 0;
  for (const is of present) count += is;
  return count;
}

const WIDTHS: Partial<Record<ParquetType, number>> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 };

class ValueDecoder {
  readonly #column;

  constructor(
    { type, codec, path_in_schema: pathInSchema }: ColumnMetaData,
    { element, utf8 = true }: ParquetLeaf,
  ) {
    // Without a path the decoder looks for no levels: these were read before.
    const path = { pathInSchema, schemaPath: [] };
    this.#column = { type, codec, ...path, element, utf8, parsers: DEFAULT_PARSERS };
  }

  /** Bytes of a value; 0 when they have different lengths. */
  get #width(): number {
    const { type, element } = this.#column;
    return WIDTHS[type] ?? element.type_length ?? 0;
  }

  decodePage(
    { encoding, bytes }: DataPage,
    count: number,
    entries: ParquetValues | undefined,
  ): ParquetValues {
    if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
      if (entries === undefined) throw new Error('a page needs a dictionary, and there is none');
      return entriesAt(entries, bytes, count);
    }
    if (encoding === 'RLE' && this.#column.type === 'BOOLEAN') {
      const values = new Uint8Array(count);
      readHybrid(bytes.subarray(4), 1, values);
      return Array.from(values, Boolean);
    }
    return this.decode(encoding, bytes, count);
  }

  decode(encoding: Encoding | string, bytes: Uint8Array, count: number): ParquetValues {
    if (encoding === 'BYTE_STREAM_SPLIT' && bytes.length !== count * this.#width) {
      throw new Error(`a page has ${bytes.length} bytes for ${count} values`);
    }
    const levels = 'RLE' as const;
    const header = {
      num_values: count,
      encoding: encoding as Encoding,
      ...{ definition_level_encoding: levels, repetition_level_encoding: levels },
    };
    const { dataPage } = readDataPage(bytes, header, this.#column);
    if (dataPage.length !== count) {
      throw new Error(`a page has ${dataPage.length} of ${count} values`);
    }
    const values = convert(dataPage, this.#column);
    return doublesOf(values) ?? (values as ParquetValue[]);
  }
}

/** The entries of a dictionary that a page names by their places. */
function entriesAt(entries: ParquetValues, bytes: Uint8Array, count: number): ParquetValues {
  const places = new Int32Array(count);
  const [bits = 0] = bytes;
  if (bits > 0) readHybrid(bytes.subarray(1), bits, places);
  const values =
    entries instanceof Float64Array ? new Float64Array(count) : new Array<ParquetValue>(count);
  for (let index = 0; index < count; index++) {
    const place = places[index]!;
    if (place >= entries.length) {
      throw new Error(`entry ${place} of a dictionary of ${entries.length}`);
    }
    values[index] = entries[place]!;
  }
  return values;
}
