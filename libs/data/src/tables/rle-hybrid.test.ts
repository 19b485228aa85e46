import { expect, test } from 'vitest';
import { readHybrid } from './rle-hybrid.ts';

function read(bytes: readonly number[], bits: number, count: number): number[] {
  const output = new Int32Array(count);
  readHybrid(Uint8Array.from(bytes), bits, output);
  return [...output];
}

test('repeated values and packed bits follow each other', () => {
  // Three times 5; the format's own example of 0 to 7 in three bits each; twice 300.
  const repeated = [3 << 1, 5];
  const packed = [(1 << 1) | 1, 0b10001000, 0b11000110, 0b11111010];
  expect(read([...repeated, ...packed], 3, 11)).toEqual([5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
  expect(read([2 << 1, 0x2c, 0x01], 9, 2)).toEqual([300, 300]);
});

test('no more is written than there is room for, whatever a run claims', () => {
  const longest = [0xfe, 0xff, 0xff, 0xff, 0x0f, 1];
  expect(read(longest, 1, 4)).toEqual([1, 1, 1, 1]);
  expect(read([(1 << 1) | 1, 0b10101010], 1, 3)).toEqual([0, 1, 0]);
});

test.each([
  ['nothing', [], 1],
  ['no value', [6], 3],
  ['a packed run that is cut off', [(2 << 1) | 1, 0xff], 1],
  ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], 1],
  ['values of more bits than any have', [6, 1, 1, 1, 1], 32],
])('%s is refused', (_, bytes, bits) => {
  expect(() => read(bytes, bits, 16)).toThrow(RangeError);
});
