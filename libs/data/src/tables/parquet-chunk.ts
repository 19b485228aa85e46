import type { FileHandle } from 'node:fs/promises';
import type { ColumnMetaData, RowGroup, SchemaTree } from 'hyparquet';
import type { FileState } from '../file-state.ts';
import { bufferOf } from './parquet-file.ts';
import { leafAt, type ParquetLeaf } from './parquet-leaf.ts';
import type { ParquetValues } from './parquet-numbers.ts';
import { decodeColumn } from './parquet-values.ts';

/**
 * Reads the values of a column in a row group.
 *
 * @param path the column, behind the structs that it lies in
 * @throws Error that says what is wrong with the bytes
 */
export async function readChunk(
  state: FileState,
  file: FileHandle,
  group: RowGroup,
  path: readonly SchemaTree[],
  options: Pick<ParquetLeaf, 'utf8'> = {},
): Promise<ParquetValues> {
  const leaf = leafAt(path, options);
  const metadata = chunkOf(
    group,
    path.map(({ element }) => element.name),
  );
  const { dictionary_page_offset: dictionary, data_page_offset: data } = metadata;
  const first = Number(dictionary || data);
  const end = first + Number(metadata.total_compressed_size);
  const bytes = await bufferOf(state, file).slice(first, end);
  return decodeColumn(bytes, metadata, leaf, Number(group.num_rows));
}

/** @throws Error when the row group lacks the column, or has it elsewhere */
function chunkOf({ columns }: RowGroup, path: readonly string[]): ColumnMetaData {
  const chunk = columns.find(({ meta_data: metadata }) =>
    path.every((name, depth) => metadata?.path_in_schema[depth] === name),
  );
  if (chunk?.meta_data === undefined) throw new Error('a row group lacks the column');
  if (chunk.file_path !== undefined) throw new Error('the column is in another file');
  return chunk.meta_data;
}
