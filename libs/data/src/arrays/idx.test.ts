import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { elementsOf } from '../testing/read-array.ts';
import { temporaryFile } from '../testing/small-files.ts';
import { openArray } from './open-array.ts';

function idxBytes(type: number, shape: readonly number[], data: Uint8Array): Buffer {
  const sizes = Buffer.alloc(4 * shape.length);
  shape.forEach((axis, index) => sizes.writeUInt32BE(axis, 4 * index));
  return Buffer.concat([Buffer.from([0, 0, type, shape.length]), sizes, data]);
}

async function open(bytes: Uint8Array) {
  return openArray(await temporaryFile('train-images-idx3-ubyte', bytes));
}

test.each([
  [0x08, 'uint8', [1, 2, 200], Buffer.from([1, 2, 200])],
  [0x09, 'int8', [1, 2, -56], Buffer.from([1, 2, 200])],
  [0x0b, 'int16', [1, -2], Buffer.from([0, 1, 255, 254])],
  [0x0c, 'int32', [258], Buffer.from([0, 0, 1, 2])],
  [0x0d, 'float32', [1.5], Buffer.from([0x3f, 0xc0, 0, 0])],
  [0x0e, 'float64', [-2], Buffer.from([0xc0, 0, 0, 0, 0, 0, 0, 0])],
] as const)('type 0x%s is %s, plain and packed', async (type, name, values, data) => {
  const file = idxBytes(type, [values.length, 1], data);
  for (const bytes of [file, gzipSync(file)]) {
    const array = await open(bytes);
    expect(array).toMatchObject({ type: name, shape: [values.length, 1] });
    expect(await elementsOf(array)).toEqual(values);
    await array.close();
  }
});

const whole = idxBytes(0x08, [2, 2, 2], Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));

test('a file that is cut off or too long is refused with what its header says and what is there', async () => {
  await expect(open(whole.subarray(0, -3))).rejects.toThrow(
    /idx3-ubyte is cut off: an array of shape \(2, 2, 2\) needs 24 bytes, and there are 21;/,
  );
  const longer = Buffer.concat([whole, Buffer.from([9])]);
  await expect(open(longer)).rejects.toThrow(/too long: .*needs 24 bytes, and there are 25;/);
  const cutInPacked = await open(gzipSync(whole.subarray(0, -3)));
  await expect(elementsOf(cutInPacked)).rejects.toThrow(/is cut off: it ends after 21 bytes/);
});

test('a header in the other order of bytes is refused with both', async () => {
  const littleEndian = Buffer.concat([
    Buffer.from(whole.subarray(0, 4)).reverse(),
    whole.subarray(4),
  ]);
  await expect(open(littleEndian)).rejects.toThrow(
    /begins with 03 08 00 00: its header was written little-endian; IDX is big-endian and begins with 00 00 08 03/,
  );
});

test('samples without values, and a header that is cut off, are refused', async () => {
  await expect(open(idxBytes(0x08, [4_000_000_000, 0], Buffer.alloc(0)))).rejects.toThrow(
    /no values/,
  );
  await expect(open(whole.subarray(0, 7))).rejects.toThrow(/is cut off/);
});
