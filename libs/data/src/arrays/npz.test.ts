import { expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { npyBytes } from '../testing/npy-bytes.ts';
import { elementsOf } from '../testing/read-array.ts';
import { temporaryFile } from '../testing/small-files.ts';
import { zipBytes } from '../testing/zip-bytes.ts';
import { NpzFile } from './npz.ts';

const array = npyBytes({
  descr: `'<i2'`,
  shape: '(3,)',
  data: Uint8Array.of(1, 0, 2, 0, 255, 255),
});
const members = { 'b.npy': array, 'readme.txt': Buffer.from('no array'), 'a/x.npy': array };

async function open(bytes: Uint8Array): Promise<NpzFile> {
  return NpzFile.open(await temporaryFile('x.npz', bytes));
}

test.each([{ deflate: false }, { deflate: true }])(
  'the arrays are listed in their order, and each is read: %j',
  async (options) => {
    const path = await temporaryFile('x.npz', zipBytes(members, options));
    const npz = await NpzFile.open(path);
    expect(npz.keys).toEqual(['b', 'a/x']);
    expect(npz.others).toEqual(['readme.txt']);
    for (const key of npz.keys) {
      const read = await npz.array(key);
      expect(read.source).toBe(`${path}: ${key}`);
      expect(await elementsOf(read)).toEqual([1, 2, -1]);
    }
    npz.close();
  },
);

test('a name that is not there is refused with those that are', async () => {
  const npz = await open(zipBytes(members));
  expect(() => npz.array('x_train')).toThrow(/x\.npz has no array x_train; it has b, a\/x$/);
  npz.close();
});

test.each([
  [zipBytes(members).subarray(0, -40), /x\.npz is cut off: the list of what it holds/],
  [zipBytes({ 'readme.txt': array }), /holds no arrays/],
  [zipBytes({}), /holds no arrays/],
  [array, /x\.npz is no NPZ file: it holds a single array/],
  [Buffer.from('<!doctype html><title>404'), /is no NPZ file: it begins with "<!doctype html>/],
  [Buffer.alloc(0), /is no NPZ file: it is empty/],
])('a file that is no whole NPZ is refused', async (bytes, words) => {
  const refused = expect(open(bytes)).rejects;
  await refused.toThrow(words);
  await refused.toBeInstanceOf(DatasetError);
});

test.each([{ deflate: false }, { deflate: true }])(
  'one bit that fell over is found, if only by the checksum: %j',
  async (options) => {
    const bytes = zipBytes({ 'x.npy': array }, options);
    bytes[30 + 'x.npy'.length + (options.deflate ? 60 : array.length - 1)]! ^= 4;
    const npz = await open(bytes);
    const read = async () => elementsOf(await npz.array('x'));
    await expect(read()).rejects.toThrow(/x\.npz: x (is|has) /);
    await expect(read()).rejects.toBeInstanceOf(DatasetError);
    npz.close();
  },
);

test('a member whose two names differ is refused', async () => {
  const bytes = zipBytes({ 'x.npy': array });
  bytes[bytes.lastIndexOf('x.npy')] = 'y'.charCodeAt(0);
  const npz = await open(bytes);
  expect(npz.keys).toEqual(['y']);
  const read = async () => elementsOf(await npz.array('y'));
  await expect(read()).rejects.toThrow(/x\.npz: y is a damaged zip file: it has two names/);
  npz.close();
});

test('a member that claims more than its bytes can unpack to is refused', async () => {
  const bytes = zipBytes({ 'x.npy': array }, { deflate: true });
  bytes.writeUInt32LE(2 ** 31, bytes.lastIndexOf('PK\x01\x02') + 24);
  await expect(open(bytes)).rejects.toThrow(/cannot unpack to 2147483648/);
});
