import { execFileSync } from 'node:child_process';
import { open as openFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { npyBytes, npyBytesOf } from '../testing/npy-bytes.ts';
import { elementsOf } from '../testing/read-array.ts';
import { temporaryFile } from '../testing/small-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openArray } from './open-array.ts';
import { PlainBytes } from './plain-bytes.ts';
import { openStoredArray } from './stored-array-file.ts';

const SIX = Uint8Array.of(1, 2, 3, 4, 5, 6);
const sixBytes = npyBytes({ descr: `'|u1'`, shape: '(2, 3)', data: SIX });

async function open(bytes: Uint8Array, name = 'x.npy') {
  return openArray(await temporaryFile(name, bytes));
}

async function messageOf(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => expect.fail('no error'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatasetError);
  const { message } = error as DatasetError;
  expect(message).not.toContain('\n');
  return message.replace(/^\S*\//, '');
}

test('an array is known by its first bytes, plain or packed, whatever its name is', async () => {
  for (const bytes of [sixBytes, gzipSync(sixBytes)]) {
    const array = await open(bytes, 'numbers.txt');
    expect(array).toMatchObject({ shape: [2, 3], type: 'uint8' });
    expect(await elementsOf(array)).toEqual([1, 2, 3, 4, 5, 6]);
    await array.close();
  }
});

test('a range of rows is read alone, and again', async () => {
  const data = Buffer.from(Float32Array.from({ length: 12 }, (_, index) => index / 3).buffer);
  for (const fortranOrder of [false, true]) {
    const array = await open(npyBytes({ descr: `'<f4'`, shape: '(4, 3)', data, fortranOrder }));
    const all = await elementsOf(array);
    for (let time = 0; time < 2; time++) {
      const pieces = await Array.fromAsync(array.pieces({ start: 1, end: 3 }));
      expect(pieces.map(({ start, rows }) => [start, rows])).toEqual([[1, 2]]);
      expect([...(pieces[0]!.values as Float32Array)]).toEqual(all.slice(3, 9));
    }
    expect(await Array.fromAsync(array.pieces({ start: 2, end: 2 }))).toEqual([]);
    await expect(Array.fromAsync(array.pieces({ end: 5 }))).rejects.toThrow(RangeError);
    await array.close();
  }
});

test('more than one piece gives each row once, in order', async () => {
  const data = Buffer.alloc(3 * 4 * 1024 * 1024 + 3 * 17);
  for (let index = 0; index < data.length; index++) data[index] = (index * 7 + (index >> 8)) & 255;
  const shape = `(${data.length / 3}, 3)`;
  const file = npyBytes({ descr: `'|u1'`, shape, data });
  for (const bytes of [file, gzipSync(file, { level: 1 })]) {
    const array = await open(bytes);
    const pieces = await Array.fromAsync(array.pieces());
    expect(pieces.length).toBeGreaterThan(3);
    expect(Buffer.concat(pieces.map(({ values }) => values as Uint8Array)).equals(data)).toBe(true);
    expect(pieces.map(({ start }) => start)).toEqual(startsOf(pieces.map(({ rows }) => rows)));
    await array.close();
  }
});

function startsOf(rows: readonly number[]): number[] {
  let sum = 0;
  return rows.map((count) => (sum += count) - count);
}

test('rows beyond 4 GiB are read where they are', async () => {
  const [rows, rowBytes] = [2 ** 20, 5000];
  const header = npyBytes({
    descr: `'|u1'`,
    shape: `(${rows}, ${rowBytes})`,
    data: SIX.subarray(6),
  });
  const path = await temporaryFile('x.npy', header);
  await truncate(path, header.length + rows * rowBytes); // A hole, which takes no space.
  await using file = await openFile(path, 'r+');
  await file.write(SIX, 0, SIX.length, header.length + rows * rowBytes - SIX.length);
  const array = await openArray(path);
  const [piece] = await Array.fromAsync(array.pieces({ start: rows - 1 }));
  expect(piece).toMatchObject({ start: rows - 1, rows: 1 });
  expect([...(piece!.values as Uint8Array).subarray(-8)]).toEqual([0, 0, ...SIX]);
  await array.close();
});

test('columns are put in order also when they do not fit the memory at once', async () => {
  const [rows, columns] = [5000, 12];
  const data = Buffer.from(
    Uint16Array.from({ length: rows * columns }, (_, index) => index).buffer,
  );
  const bytes = await PlainBytes.open(await temporaryFile('columns', data));
  const array = openStoredArray(
    bytes,
    {
      source: 'columns',
      shape: [rows, 3, 4],
      elements: { kind: 'number', type: 'uint16', bigEndian: false },
      firstAxisFastest: true,
      dataOffset: 0,
    },
    64 * 1024,
  );
  const pieces = await Array.fromAsync(array.pieces());
  expect(pieces.length).toBeGreaterThan(2);
  const values = pieces.flatMap((piece) => [...(piece.values as Uint16Array)]);
  const at = (row: number, a: number, b: number) => row + rows * (a + 3 * b);
  const expected = Array.from({ length: rows }, (_, row) =>
    [0, 1, 2].flatMap((a) => [0, 1, 2, 3].map((b) => at(row, a, b))),
  ).flat();
  expect(values).toEqual(expected);
  await array.close();
});

describe('what cannot be a tensor is refused by name, with the remedy', () => {
  test.each([
    [`'|O'`, /Python objects.*np\.stack/],
    [`'<c8'`, /complex/],
    [`'<M8[ns]'`, /datetime64/],
    [`'<m8'`, /timedelta64/],
    [`[('a', '<f4'), ('b', '<i4')]`, /structured/],
    [`'|V2'`, /bfloat16/],
    [`'<f16'`, /wider than 64 bits.*float32/],
    [`'<U0'`, /texts of 0 characters/],
    [`'<U99999999'`, /texts of 99999999 characters/],
    [`'<q7'`, /unknown type "<q7"/],
  ])('elements %s', async (descr, words) => {
    const bytes = npyBytes({ descr, shape: '(2,)', data: Buffer.alloc(16) });
    expect(await messageOf(open(bytes))).toMatch(words);
  });

  test.each([
    ['()', /single value/],
    ['(4, 0)', /\(4, 0\): its samples hold no values/],
    ['(-1,)', /damaged header/],
    ['(2.5,)', /damaged header/],
    ['6', /damaged header/],
    [`(${'1,'.repeat(65)})`, /65 axes/],
    ['(99999999999999999999,)', /out of range/],
  ])('shape %s', async (shape, words) => {
    expect(await messageOf(open(npyBytes({ descr: `'|u1'`, shape, data: SIX })))).toMatch(words);
  });
});

describe('a file is compared with what its header says before any memory is taken', () => {
  test('cut off: both numbers are named', async () => {
    const path = await temporaryFile('x.npy', sixBytes);
    await truncate(path, sixBytes.length - 2);
    const [needed, there] = [sixBytes.length, sixBytes.length - 2];
    const message = `x.npy is cut off: an array of shape (2, 3) needs ${needed} bytes, and there are ${there};`;
    expect(await messageOf(openArray(path))).toContain(message);
  });

  test('too long: both numbers are named', async () => {
    const message = await messageOf(open(Buffer.concat([sixBytes, SIX])));
    expect(message).toContain(
      `needs ${sixBytes.length} bytes, and there are ${sixBytes.length + 6};`,
    );
  });

  test.each(['(2, 3000000000)', '(9007199254740991, 9007199254740991)'])('%s', async (shape) => {
    const bytes = npyBytes({ descr: `'<f8'`, shape, data: SIX });
    expect(await messageOf(open(bytes))).toContain('is cut off');
    expect(await messageOf(open(gzipSync(bytes)))).toContain('is cut off');
  });

  test('a header that claims to be endless', async () => {
    const header = Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\x7f', 'latin1');
    expect(await messageOf(open(header))).toContain('has a header of 2147483647 bytes');
  });

  test('packed: cut off, followed by more, or with another checksum, it is an error at the end', async () => {
    const packed = gzipSync(sixBytes);
    const longer = gzipSync(Buffer.concat([sixBytes, SIX]));
    const checksum = Buffer.from(packed);
    checksum[packed.length - 8]! ^= 1;
    for (const [bytes, words] of [
      [packed.subarray(0, -9), /is cut off/],
      [longer, /is too long/],
      [checksum, /is damaged: incorrect data check/],
    ] as const) {
      const read = async () => elementsOf(await open(bytes));
      expect(await messageOf(read())).toMatch(words);
    }
  });

  test('a file that shrinks while it is read', async () => {
    const path = await temporaryFile('x.npy', sixBytes);
    const array = await openArray(path);
    await truncate(path, sixBytes.length - 1);
    expect(await messageOf(elementsOf(array))).toContain('was changed while it was read');
    await array.close();
  });
});

test.each([
  ['', /its entries are|unexpected/],
  ['{', /unexpected/],
  ['[1, 2]', /not a dictionary/],
  [`{'descr': '|u1', 'shape': (6,)}`, /its entries are descr, shape/],
  [`{'descr': '|u1', 'fortran_order': 0, 'shape': (6,)}`, /fortran_order/],
  [
    `{'descr': '|u1', 'fortran\norder': False, 'shape': (6,)}`,
    /its entries are descr, fortran\\u000aorder/,
  ],
  [`{'descr': '|u1',\xa0'fortran_order': False, 'shape': (6,)}`, /unexpected at character 17/],
  [`__import__('os').system('true')`, /unexpected/],
  ['('.repeat(1000), /too deeply nested/],
])('a damaged header is named: %j', async (header, words) => {
  expect(await messageOf(open(npyBytesOf(header, SIX)))).toMatch(words);
});

test.each([
  [
    Buffer.from('<!doctype html><title>404'),
    /no array in NPY or IDX: it begins with "<!doctype html>/,
  ],
  [Buffer.alloc(0), /it is empty/],
  [gzipSync('<!doctype html>'), /begins with "<!doct"/],
  [Buffer.from('\x93NUMPY\x09\0', 'latin1'), /version 9\.0/],
])('what is no array is named', async (bytes, words) => {
  expect(await messageOf(open(bytes))).toMatch(words);
});

test.skipIf(process.platform === 'win32')(
  'a named pipe is no file, and is not waited for',
  async () => {
    const path = join(await temporaryFolder(), 'x.npy');
    execFileSync('mkfifo', [path]);
    expect(await messageOf(openArray(path))).toBe('x.npy is not a file');
  },
);

test('a file that is not there, and a folder', async () => {
  await expect(openArray('/nowhere/x.npy')).rejects.toMatchObject({ code: 'missing' });
  expect(await messageOf(openArray('/'))).toMatch(/folder|not a file/);
});
