import type { FileMetaData } from 'hyparquet';

/** A row group is read whole. */
const LARGEST_GROUP_BYTES = 2n ** 30n;
const LARGEST_GROUP_ROWS = 2n ** 27n;

/**
 * What is wrong with a footer: the decoder gives whatever the bytes say, of any type.
 *
 * @returns undefined when the footer can be read by
 */
export function footerFault({
  schema,
  num_rows: rows,
  row_groups: groups,
}: FileMetaData): string | undefined {
  if (!Array.isArray(schema) || !Array.isArray(groups)) return 'its footer is broken';
  if (!schema.every(({ name }) => typeof name === 'string')) {
    return 'its footer has a column without a name';
  }
  let sum = 0n;
  for (const { num_rows: groupRows, total_byte_size: bytes, columns } of groups) {
    if (!isCount(groupRows) || !isCount(bytes) || !Array.isArray(columns)) {
      return 'its footer is broken';
    }
    if (bytes > LARGEST_GROUP_BYTES || groupRows > LARGEST_GROUP_ROWS) {
      return `it has a row group of ${groupRows} rows and ${bytes} bytes; write it with row groups of at most 1 GiB`;
    }
    sum += groupRows;
  }
  return sum === rows ? undefined : `its footer says ${rows} rows, and ${sum} in its row groups`;
}

function isCount(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n;
}
