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
const SHAPE = { height: 2, width: 3 };

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

test('it is a PNG of three channels without transparency', () => {
  const bytes = Buffer.from(encodePng(IMAGE, SHAPE, 1));
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const colourType = bytes[25];
  expect(colourType).toBe(2);
});

test('pixels that do not have the shape are refused', () => {
  expect(() => encodePng(IMAGE, { height: 3, width: 3 }, 8)).toThrow(
    new RangeError('18 bytes are not an RGB image of 3 × 3'),
  );
});
