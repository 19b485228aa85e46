import type { Resize } from './image-preparation.ts';
import type { ImageSize } from './image-size.ts';
import type { Pixels } from './pixels.ts';

/** The size that an image is scaled to, before it is cropped or padded to another one. */
export function scaledSize(from: ImageSize, to: ImageSize, fit: Resize): ImageSize {
  switch (fit) {
    case 'crop':
      return coveringSize(from, to);
    case 'pad':
      return sizeWithin(from, to);
    case 'stretch':
      return to;
  }
}

/** The size so that it lies within another one, and is no smaller in one direction. */
function sizeWithin(from: ImageSize, to: ImageSize): ImageSize {
  const scale = Math.min(to.width / from.width, to.height / from.height);
  const scaled = (length: number, most: number): number =>
    Math.max(1, Math.min(most, Math.round(length * scale)));
  return { height: scaled(from.height, to.height), width: scaled(from.width, to.width) };
}

/** The size so that it covers another one, and is no larger in one direction. */
function coveringSize(from: ImageSize, to: ImageSize): ImageSize {
  const scale = Math.max(to.width / from.width, to.height / from.height);
  // Rounding must not make it shorter than what it is to cover.
  const scaled = (length: number, least: number): number =>
    Math.max(least, Math.round(length * scale));
  return { height: scaled(from.height, to.height), width: scaled(from.width, to.width) };
}

/** Where the part of that size in the middle lies. */
export function centreOf(from: ImageSize, { width, height }: ImageSize) {
  const left = (from.width - width) >> 1;
  const top = (from.height - height) >> 1;
  return { left, top, width, height };
}

/** The part of that size in the middle. */
export function cropCentre(pixels: Pixels, size: ImageSize): Pixels {
  const { left, top, width, height } = centreOf(pixels, size);
  if (width === pixels.width && height === pixels.height) return pixels;
  const { channels } = pixels;
  const values = pixels.values.slice(0, width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * pixels.width + left) * channels;
    values.set(pixels.values.subarray(from, from + width * channels), row * width * channels);
  }
  return { values, width, height, channels };
}

/**
 * The pixels in the middle of an image of that size, and one colour around them; of rows or columns that are odd in number one more
 * is at the bottom or the right.
 *
 * @param colour a value for each channel
 */
export function padAround(pixels: Pixels, size: ImageSize, colour: readonly number[]): Pixels {
  const { left, top } = centreOf(size, pixels);
  if (size.width === pixels.width && size.height === pixels.height) return pixels;
  const { channels } = pixels;
  const values = new Uint8Array(size.width * size.height * channels);
  for (let at = 0; at < values.length; at++) values[at] = colour[at % channels]!;
  const rowLength = pixels.width * channels;
  for (let row = 0; row < pixels.height; row++) {
    const line = pixels.values.subarray(row * rowLength, (row + 1) * rowLength);
    values.set(line, ((top + row) * size.width + left) * channels);
  }
  return { ...size, values, channels };
}
