/**
 * Makes 8-bit grey or RGB of whatever channels a decoder gave. The formulas are those of Pillow, so that images
 * have the values that other trainers see.
 */
import type { ImagePreparation } from './image-preparation.ts';
import type { ImageHeader } from './image-header.ts';
import type { Pixels } from './pixels.ts';

type Target = Pick<ImagePreparation, 'channels' | 'background'>;

/** The values of an image in the channels of the samples, [height, width, channels]. */
export function convertChannels(
  pixels: Pixels,
  { colours, alpha }: Pick<ImageHeader, 'colours' | 'alpha'>,
  target: Target,
): Uint8Array {
  const narrow = toBytes(pixels.values);
  if (!alpha && pixels.channels === target.channels) return narrow;
  const count = pixels.width * pixels.height;
  const values = new Uint8Array(count * target.channels);
  const pixel = new Uint8Array(3);
  const readColour = COLOUR_READERS[colours];
  const last = pixels.channels - 1;
  for (let index = 0; index < count; index++) {
    const from = index * pixels.channels;
    readColour(narrow, from, pixel);
    if (alpha) layOver(pixel, narrow[from + last]!, target.background);
    writePixel(pixel, values, index, target.channels);
  }
  return values;
}

/** 16 bits are divided by 257, which takes 65,535 to 255, and rounded. */
function toBytes(values: Pixels['values']): Uint8Array {
  if (values instanceof Uint8Array) return values;
  return Uint8Array.from(values, (value) => Math.round(value / 257));
}

type ColourReader = (values: Uint8Array, from: number, rgb: Uint8Array) => void;

const COLOUR_READERS: Readonly<Record<ImageHeader['colours'], ColourReader>> = {
  grey: (values, from, rgb) => rgb.fill(values[from]!),
  rgb: (values, from, rgb) => rgb.set(values.subarray(from, from + 3)),
  cmyk: (values, from, rgb) => {
    const light = 255 - values[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      rgb[channel] = Math.round(((255 - values[from + channel]!) * light) / 255);
    }
  },
};

function layOver(rgb: Uint8Array, alpha: number, background: Target['background']): void {
  for (let channel = 0; channel < 3; channel++) {
    const mixed = rgb[channel]! * alpha + background[channel]! * (255 - alpha);
    rgb[channel] = Math.round(mixed / 255);
  }
}

function writePixel(rgb: Uint8Array, values: Uint8Array, index: number, channels: number): void {
  if (channels === 3) values.set(rgb, index * 3);
  else values[index] = greyOf(rgb);
}

/** Grey of a colour, ITU-R BT.601. */
export function greyOf(rgb: ArrayLike<number>): number {
  return (rgb[0]! * 19595 + rgb[1]! * 38470 + rgb[2]! * 7471 + 0x8000) >> 16;
}
