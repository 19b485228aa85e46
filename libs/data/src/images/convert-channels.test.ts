import { expect, test } from 'vitest';
import { convertChannels } from './convert-channels.ts';

const RGB = { channels: 3, background: [255, 255, 255] } as const;
const GREY = { channels: 1, background: [255, 255, 255] } as const;

function convert(
  values: readonly number[] | Uint16Array,
  colours: 'grey' | 'rgb' | 'cmyk',
  alpha: boolean,
  target: typeof RGB | typeof GREY = RGB,
): number[] {
  const channels = (colours === 'grey' ? 1 : colours === 'rgb' ? 3 : 4) + (alpha ? 1 : 0);
  const pixels = {
    values: values instanceof Uint16Array ? values : Uint8Array.from(values),
    width: values.length / channels,
    height: 1,
    channels,
  };
  return [...convertChannels(pixels, { colours, alpha }, target)];
}

test('16 bits are divided by 257 and rounded', () => {
  const values = Uint16Array.of(0, 128, 129, 257 * 7, 257 * 7 + 128, 257 * 7 + 129, 65535);
  expect(convert(values, 'grey', false, GREY)).toEqual([0, 0, 1, 7, 7, 8, 255]);
});

test('CMYK becomes RGB by its two factors', () => {
  expect(convert([0, 255, 255, 0], 'cmyk', false)).toEqual([255, 0, 0]);
  expect(convert([0, 0, 0, 255], 'cmyk', false)).toEqual([0, 0, 0]);
  expect(convert([100, 50, 0, 128], 'cmyk', false)).toEqual([77, 102, 127]);
});

test('grey and RGB become each other', () => {
  expect(convert([7, 9], 'grey', false)).toEqual([7, 7, 7, 9, 9, 9]);
  expect(convert([255, 0, 0, 0, 255, 0, 0, 0, 255], 'rgb', false, GREY)).toEqual([76, 150, 29]);
});

test('every grey is the same grey by way of RGB', () => {
  const greys = Array.from({ length: 256 }, (_, value) => value);
  const colours = greys.flatMap((value) => [value, value, value]);
  expect(convert(colours, 'rgb', false, GREY)).toEqual(greys);
});

test('alpha mixes with the background, and opaque values stay', () => {
  expect(convert([10, 20, 30, 255, 10, 20, 30, 0], 'rgb', true)).toEqual([
    10, 20, 30, 255, 255, 255,
  ]);
  expect(convert([0, 51], 'grey', true, GREY)).toEqual([204]);
});
