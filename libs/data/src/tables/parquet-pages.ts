import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { LARGEST_INFLATION } from '../arrays/byte-source.ts';
import { compressors } from './parquet-codecs.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';

/** A page of a column of single values: what is behind its header. */
export interface DataPage {
  readonly values: number;
  readonly encoding: string;
  /** Which values are there, in the hybrid of `rle-hybrid.ts`; undefined when nothing is said of it. */
  readonly levels: Uint8Array | undefined;
  /** The values that are there, in the page's encoding. */
  readonly bytes: Uint8Array;
}

/** The pages of one column in one row group. */
export interface ColumnPages {
  readonly dictionary: { readonly values: number; readonly bytes: Uint8Array } | undefined;
  /** Unpacked one by one. */
  readonly data: Iterable<DataPage>;
}

interface StoredPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/** A page that claims more bytes must have some for it: a small one cannot make a large one. */
const UNCHECKED_BYTES = 64 * 2 ** 20;

/**
 * Finds the pages of a column. What they claim is checked before memory is taken for it.
 *
 * @param chunk the column's bytes in a row group
 * @param rows of the row group
 * @throws Error that says what is wrong with the bytes; while the pages are unpacked, too
 */
export function findPages(
  chunk: ArrayBuffer,
  { codec }: ColumnMetaData,
  { highestLevel }: ParquetLeaf,
  rows: number,
): ColumnPages {
  const pages = storedPages(chunk);
  const data = pages.filter(({ header }) => header.type.startsWith('DATA_PAGE'));
  const values = data.reduce((sum, { header }) => sum + valuesOf(header), 0);
  if (values !== rows) throw new Error(`its pages have ${values} values for ${rows} rows`);
  const dictionary = pages.find(({ header }) => header.type === 'DICTIONARY_PAGE');
  return {
    dictionary: dictionary && {
      values: dictionary.header.dictionary_page_header?.num_values ?? 0,
      bytes: unpack(dictionary, codec),
    },
    data: unpacked(data, codec, highestLevel > 0),
  };
}

function storedPages(chunk: ArrayBuffer): StoredPage[] {
  const reader = { view: new DataView(chunk), offset: 0 };
  const pages: StoredPage[] = [];
  while (reader.offset < chunk.byteLength) {
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: unpackedSize } = header;
    if (!isCount(size) || !isCount(unpackedSize) || reader.offset + size > chunk.byteLength) {
      throw new Error(`a page of ${size} bytes does not fit its column`);
    }
    if (unpackedSize > UNCHECKED_BYTES && unpackedSize > size * LARGEST_INFLATION) {
      throw new Error(`a page of ${size} bytes cannot have ${unpackedSize}`);
    }
    pages.push({ header, bytes: new Uint8Array(chunk, reader.offset, size) });
    reader.offset += size;
  }
  return pages;
}

function valuesOf({ data_page_header: first, data_page_header_v2: second }: PageHeader): number {
  const values = (first ?? second)?.num_values;
  if (!isCount(values)) throw new Error('a page does not say how many values it has');
  return values;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function* unpacked(
  pages: readonly StoredPage[],
  codec: ColumnMetaData['codec'],
  optional: boolean,
): Generator<DataPage> {
  for (const page of pages) {
    yield page.header.data_page_header_v2
      ? secondVersion(page, codec)
      : firstVersion(page, codec, optional);
  }
}

function firstVersion(
  page: StoredPage,
  codec: ColumnMetaData['codec'],
  optional: boolean,
): DataPage {
  const { encoding, num_values: values } = page.header.data_page_header!;
  const bytes = unpack(page, codec);
  if (!optional) return { values, encoding, levels: undefined, bytes };
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const levels = part(bytes, 4, 4 + length);
  return { values, encoding, levels, bytes: bytes.subarray(4 + length) };
}

function secondVersion({ header, bytes }: StoredPage, codec: ColumnMetaData['codec']): DataPage {
  const {
    encoding,
    num_values: values,
    repetition_levels_byte_length: repetitions,
    definition_levels_byte_length: definitions,
    is_compressed: isCompressed,
  } = header.data_page_header_v2!;
  const start = repetitions + definitions;
  const size = header.uncompressed_page_size - start;
  const levels = definitions > 0 ? part(bytes, repetitions, start) : undefined;
  const rest = part(bytes, start, bytes.length);
  const isPlain = isCompressed === false || size === 0;
  return {
    ...{ values, encoding, levels },
    bytes: isPlain ? rest : decompressPage(rest, size, codec, compressors),
  };
}

function unpack({ header, bytes }: StoredPage, codec: ColumnMetaData['codec']): Uint8Array {
  return decompressPage(bytes, header.uncompressed_page_size, codec, compressors);
}

function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (isCount(start) && start <= end && end <= bytes.length) return bytes.subarray(start, end);
  throw new Error('a page is shorter than it says');
}
