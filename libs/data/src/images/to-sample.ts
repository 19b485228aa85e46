import { convertChannels, greyOf } from './convert-channels.ts';
import { cropCentre, padAround, scaledSize } from './fit-size.ts';
import type { ImageHeader } from './image-header.ts';
import type { ImagePreparation } from './image-preparation.ts';
import type { Pixels } from './pixels.ts';
import { resizeBilinear } from './resize-bilinear.ts';

/**
 * The sample of an image in the channels of the preparation. One that is to be cropped was scaled already; others are scaled, where they
 * were not, and padded.
 *
 * @returns [height, width, channels]
 */
export function toSample(
  pixels: Pixels,
  header: Pick<ImageHeader, 'colours' | 'alpha'>,
  preparation: ImagePreparation,
): Uint8Array {
  const { size, fit, channels, background } = preparation;
  if (fit === 'crop') return convertChannels(cropCentre(pixels, size), header, preparation);
  const { width, height } = pixels;
  const values = convertChannels(pixels, header, preparation);
  const scaled = resizeBilinear({ values, width, height, channels }, scaledSize(pixels, size, fit));
  const colour = channels === 1 ? [greyOf(background)] : background;
  return padAround(scaled, size, colour).values as Uint8Array;
}
