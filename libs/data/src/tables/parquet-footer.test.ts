import type { FileMetaData } from 'hyparquet';
import { expect, test } from 'vitest';
import { footerFault } from './parquet-footer.ts';

const group = { num_rows: 2n, total_byte_size: 100n, columns: [] };
const footer = {
  schema: [{ name: 'root' }, { name: 'a' }],
  num_rows: 4n,
  row_groups: [group, group],
};

function faultOf(changed: object): string | undefined {
  return footerFault({ ...footer, ...changed } as unknown as FileMetaData);
}

test('a footer whose counts agree has no fault', () => {
  expect(faultOf({})).toBeUndefined();
});

test.each([
  [{ schema: undefined }, 'its footer is broken'],
  [{ row_groups: 7 }, 'its footer is broken'],
  [{ schema: [{ name: 'root' }, { type: 'INT32' }] }, 'its footer has a column without a name'],
  [{ row_groups: [group, { ...group, num_rows: -1n }] }, 'its footer is broken'],
  [{ row_groups: [group, { ...group, columns: undefined }] }, 'its footer is broken'],
  [{ num_rows: 5n }, 'its footer says 5 rows, and 4 in its row groups'],
  [
    { row_groups: [{ ...group, total_byte_size: 2n ** 31n }] },
    /a row group of 2 rows and 2147483648 bytes; write it with row groups of at most 1 GiB/,
  ],
])('a fault is named: %#', (changed, fault) => {
  expect(faultOf(changed)).toMatch(fault);
});
