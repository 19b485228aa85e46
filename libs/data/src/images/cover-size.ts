import type { ImageSize } from './image-preparation.ts';
import type { Pixels } from './pixels.ts';

/** The size that an image is scaled to so that it covers another one, and is no larger in one direction. */
export function coveringSize(from: ImageSize, to: ImageSize): ImageSize {
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
