import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { encodePng } from './png.ts';

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const GREY = [90, 91, 92];
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];
const IMAGE = Uint8Array.from([RED, GREEN, BLUE, GREY, BLACK, WHITE].flat()); // [2, 3, 3]
const SHAPE = { height: 2, width: 3, channels: 3 };

test('every pixel becomes a square of its own colour', () => {
  const { width, height, data } = PNG.sync.read(Buffer.from(encodePng(IMAGE, SHAPE, 2)));
  expect([width, height]).toEqual([6, 4]);
  const colours = Array.from({ length: 24 }, (_, pixel) => [
    ...data.subarray(pixel * 4, pixel * 4 + 3),
  ]);
  const top = [RED, RED, GREEN, GREEN, BLUE, BLUE];
  const bottom = [GREY, GREY, BLACK, BLACK, WHITE, WHITE];
  expect(colours).toEqual([...top, ...top, ...bottom, ...bottom]);
});

test.for<[channels: number, pixel: number[], rgba: number[]]>([
  [1, [90], [90, 90, 90, 255]],
  [2, [90, 128], [90, 90, 90, 128]],
  [3, [1, 2, 3], [1, 2, 3, 255]],
  [4, [1, 2, 3, 128], [1, 2, 3, 128]],
])('an image of %d channels has its own colours', ([channels, pixel, rgba]) => {
  const pixels = Uint8Array.from([...pixel.map(() => 0), ...pixel]); // [1, 2, channels]
  const png = PNG.sync.read(Buffer.from(encodePng(pixels, { height: 1, width: 2, channels }, 3)));
  expect([png.width, png.height]).toEqual([6, 3]);
  expect([...png.data.subarray(5 * 4, 6 * 4)]).toEqual(rgba);
});

test('what has more channels than colours is refused', () => {
  const shape = { height: 1, width: 1, channels: 96 };
  expect(() => encodePng(new Uint8Array(96), shape, 1)).toThrow('1 to 4 channels');
});

test('it is a PNG of three channels without transparency', () => {
  const bytes = Buffer.from(encodePng(IMAGE, SHAPE, 1));
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const colourType = bytes[25];
  expect(colourType).toBe(2);
});

test('pixels that do not have the shape are refused', () => {
  expect(() => encodePng(IMAGE, { ...SHAPE, height: 3 }, 8)).toThrow(
    new RangeError('18 bytes are not an image of 3 × 3 pixels of 1 to 4 channels'),
  );
});
