import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTable } from './open-table.ts';
import { openTableDataset } from './open-table-dataset.ts';

const WRITE = `
import datetime, decimal, sys
import pyarrow as pa, pyarrow.parquet as pq
big = 2**63 + 1
day = datetime.date(2020, 1, 2)
pq.write_table(pa.table({
    'bool': pa.array([True, None, False]),
    'int64': pa.array([2**53 + 1, None, -5]),
    'uint64': pa.array([big, 1, None], pa.uint64()),
    'uint32': pa.array([2**32 - 1, 0, 1], pa.uint32()),
    'int8': pa.array([-128, 127, 0], pa.int8()),
    'half': pa.array([1.5, None, -0.25], pa.float32()).cast(pa.float16()),
    'double': pa.array([float('nan'), float('inf'), 0.1]),
    'decimal': pa.array([decimal.Decimal('1.25'), None, decimal.Decimal('-3')], pa.decimal128(38, 2)),
    'text': pa.array(['001', None, 'ü']),
    'large': pa.array(['a', 'b', '']).cast(pa.large_string()),
    'date': pa.array([day, None, day]),
    'time': pa.array([datetime.datetime(2020, 1, 2)] * 3),
    'clock': pa.array([datetime.time(1)] * 3),
    'bytes': pa.array([b'x', b'y', b'z']),
    'list': pa.array([[1], [], None]),
    'struct': pa.array([{'a': 1}] * 3),
    'none': pa.nulls(3),
}), sys.argv[1] + '/types.parquet')
pq.write_table(pa.table({'a': pa.array(range(100_000), pa.int32()), 'label': ['x', 'y'] * 50_000}),
    sys.argv[1] + '/groups.parquet', row_group_size=30_000)
pq.write_table(pa.table({'a': [0.5, 1.5, None, 3.0] * 50, 'label': ['x', 'y'] * 100}), sys.argv[1] + '/small.parquet')
`;

test(
  'each type is read exactly, or the column is refused by name',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const folder = await temporaryFolder();
    await runPython(context, WRITE, folder);
    const path = join(folder, 'types.parquet');
    const table = await openTable(path);
    const [piece] = await Array.fromAsync(table.pieces());
    const found = Object.fromEntries(
      table.columns.map(({ name, unreadable }, column) => {
        const cells = piece!.columns[column]!;
        const rows = [0, 1, 2];
        const value = {
          text: rows.map((row) => cells.text(row)),
          number: [...cells.numbers().subarray(0, 3)],
        };
        return [name, unreadable ?? value];
      }),
    );
    expect(found).toEqual({
      bool: { text: ['true', '', 'false'], number: [1, NaN, 0] },
      int64: { text: ['9007199254740993', '', '-5'], number: [2 ** 53, NaN, -5] },
      uint64: { text: ['9223372036854775809', '1', ''], number: [2 ** 63, 1, NaN] },
      uint32: { text: ['4294967295', '0', '1'], number: [2 ** 32, 0, 1] },
      int8: { text: ['-128', '127', '0'], number: [-128, 127, 0] },
      half: { text: ['1.5', '', '-0.25'], number: [1.5, NaN, -0.25] },
      double: { text: ['', 'Infinity', '0.1'], number: [NaN, Infinity, Math.fround(0.1)] },
      decimal: { text: ['1.25', '', '-3'], number: [1.25, NaN, -3] },
      text: { text: ['001', '', 'ü'], number: [1, NaN, NaN] },
      large: { text: ['a', 'b', ''], number: [NaN, NaN, NaN] },
      date: 'holds dates or times',
      time: 'holds dates or times',
      clock: 'holds dates or times',
      bytes: 'holds bytes',
      list: 'is nested (lists, maps or structs)',
      struct: 'is nested (lists, maps or structs)',
      none: 'holds only nulls',
    });
    const refused = expect(openTableDataset(path, { target: 'text' })).rejects;
    await refused.toThrow(
      /column "date" holds dates or times, neither numbers nor texts; .* dataset\.leaveOut/,
    );
  },
);

const WRITE_ENCODINGS = `
import json, math, struct, sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
random = np.random.default_rng(4)
rows = 20_000
holes = random.random(rows) < 0.1
columns = {
    'double': random.normal(size=rows),
    'float': random.normal(size=rows).astype('float32'),
    'int': random.integers(-1000, 1000, rows).astype('int32'),
    'long': random.integers(-2**50, 2**50, rows),
    'few': random.integers(0, 5, rows) / 4,
    'bool': random.random(rows) < 0.5,
    'text': np.array(['ab', 'ac', 'x'])[random.integers(0, 3, rows)],
}
table = pa.table(columns | {name + ' or null': pa.array(values, mask=holes) for name, values in columns.items()})
required = pa.schema([field.with_nullable(field.name.endswith('null')) for field in table.schema])
table = table.cast(required)
plain = dict(use_dictionary=False, column_encoding={name: encoding for name in table.column_names
    for kind, encoding in {'double': 'BYTE_STREAM_SPLIT', 'float': 'BYTE_STREAM_SPLIT', 'int': 'DELTA_BINARY_PACKED',
        'long': 'DELTA_BINARY_PACKED', 'text': 'DELTA_BYTE_ARRAY'}.items() if name.startswith(kind)})
for name, options in {
    'usual': {}, 'second': dict(data_page_version='2.0', compression='gzip'),
    'encodings': dict(compression='zstd', **plain), 'both': dict(data_page_version='2.0', compression='none', **plain),
    'small-pages': dict(data_page_size=500, write_batch_size=100, dictionary_pagesize_limit=2000),
}.items():
    pq.write_table(table, f'{sys.argv[1]}/{name}.parquet', **options)
def bits(values):
    return [None if v is None else struct.pack('<f', v).hex() for v in values]
numbers = {name: bits(np.float32(v).item() if v is not None else None for v in table[name].to_pylist())
    for name in table.column_names if not name.startswith('text')}
print(json.dumps(numbers | {name: table[name].to_pylist() for name in table.column_names if name.startswith('text')}))
`;

/** The bytes of a float32 as Python shows them; null for NaN. */
function bitsOf(value: number): string | null {
  return Number.isNaN(value) ? null : Buffer.from(Float32Array.of(value).buffer).toString('hex');
}

test(
  'pages of each version, encoding and size have the values that were written, bit for bit',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const folder = await temporaryFolder();
    const written = JSON.parse(await runPython(context, WRITE_ENCODINGS, folder)) as object;
    for (const name of ['usual', 'second', 'encodings', 'both', 'small-pages']) {
      const table = await openTable(join(folder, `${name}.parquet`));
      const [piece] = await Array.fromAsync(table.pieces());
      const read = table.columns.map(({ name: column }, index) => {
        const cells = piece!.columns[index]!;
        const rows = Array.from({ length: piece!.rows }, (_, row) => row);
        const isText = column.startsWith('text');
        const texts = () => rows.map((row) => cells.text(row) || null);
        return [column, isText ? texts() : Array.from(cells.numbers(), bitsOf)];
      });
      expect(Object.fromEntries(read), name).toEqual(written);
    }
  },
);

const WRITE_LABELS = `
import sys
import pyarrow as pa, pyarrow.parquet as pq
for name, values in {
    'whole': pa.array([2.0, -1.0, None, 10.0]),
    'bool': pa.array([True, False, None, True]),
    'fraction': pa.array([1.0, 0.25, 2.0, 0.1]),
    'infinite': pa.array([1.0, float('inf'), 2.0, 3.0]),
}.items():
    pq.write_table(pa.table({'a': [1, 2, 3, 4], 'label': values}), f'{sys.argv[1]}/{name}.parquet')
`;

test('labels that are numbers are whole', { timeout: PYTHON_SETUP_TIMEOUT_MS }, async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE_LABELS, folder);
  const opened = (name: string) =>
    openTableDataset(join(folder, `${name}.parquet`), { missingLabels: 'leave-out' });
  const whole = await opened('whole');
  expect(whole.classes).toEqual(['-1', '2', '10']);
  expect([...whole.splits.train.labels]).toEqual([1, 0, 2]);
  expect((await opened('bool')).classes).toEqual(['false', 'true']);
  await expect(opened('fraction')).rejects.toThrow(
    /fraction\.parquet, row 2: the label in column "label" is 0\.25; labels are whole numbers or texts/,
  );
  await expect(opened('infinite')).rejects.toThrow(/row 2: .* is Infinity; labels are whole/);
});

test(
  'rows of many groups come in their order',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const folder = await temporaryFolder();
    await runPython(context, WRITE, folder);
    const table = await openTable(join(folder, 'groups.parquet'));
    let row = 0;
    for await (const piece of table.pieces()) {
      const numbers = piece.columns[0]!.numbers();
      for (let index = 0; index < piece.rows; index++, row++) {
        if (numbers[index] !== row) expect.fail(`row ${row}`);
        if (piece.placeOf(index) !== `row ${row + 1}`) expect.fail(piece.placeOf(index));
      }
    }
    expect(row).toBe(100_000);
  },
);

test('a file that is cut off says so', { timeout: PYTHON_SETUP_TIMEOUT_MS }, async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE, folder);
  const whole = await readFile(join(folder, 'small.parquet'));
  const path = join(folder, 'broken.parquet');
  await writeFile(path, whole.subarray(0, -30));
  await expect(openTable(path)).rejects.toThrow(/broken\.parquet is cut off/);
});
