import type { Sharp } from 'sharp';
import { decodeBmp } from './bmp.ts';
import { damaged, type ImageHeader } from './image-header.ts';
import { centreOf, scaledSize } from './fit-size.ts';
import type { ImagePreparation, ImageSize } from './image-preparation.ts';
import { JpegSampler } from './jpeg/jpeg-sampler.ts';
import { loadSharp } from './load-sharp.ts';
import type { Pixels } from './pixels.ts';
import { toSample } from './to-sample.ts';

/** The most pixels that an image may have, when nothing is said. */
export const DEFAULT_PIXEL_LIMIT = 100_000_000;

/** Kept: it has memory that every file uses. */
let jpegs: JpegSampler | undefined;

/**
 * Decodes an image whose header was read: turned as its EXIF orientation says, scaled (bilinear) and brought to the size
 * and the channels of the preparation.
 *
 * @throws UnreadableImage
 */
export async function decodeImage(
  file: Buffer,
  header: ImageHeader,
  preparation: ImagePreparation,
): Promise<Uint8Array> {
  if (header.isUsualJpeg) {
    const sample = (jpegs ??= new JpegSampler()).sample(file, preparation);
    if (sample) return sample;
  }
  const pixels = await decodePixels(file, header, preparation);
  return toSample(pixels, { ...header, colours: decodedColours(header) }, preparation);
}

/** The image, scaled; what is not to be cropped only where it becomes smaller. */
async function decodePixels(
  file: Buffer,
  header: ImageHeader,
  { size, fit }: ImagePreparation,
): Promise<Pixels> {
  const fits = header.width === size.width && header.height === size.height;
  const bitmap = header.format === 'BMP' ? decodeBitmap(file) : undefined;
  if (bitmap && fits) return bitmap;
  const openWithSharp = await loadSharp();
  const pipeline = bitmap
    ? openWithSharp(bitmap.values, { raw: rawOf(bitmap) })
    : openWithSharp(file, {
        failOn: 'error',
        // The header was read, and its number of pixels accepted.
        limitInputPixels: header.width * header.height,
        // Other trainers' readers ignore profiles, too; whoever predicts elsewhere gets the same values.
        ignoreIcc: true,
        autoOrient: true,
      });
  keepColours(pipeline, header);
  if (!fits && fit === 'crop') cover(pipeline, header, size);
  else if (!fits) shrink(pipeline, header, scaledSize(header, size, fit));
  const depth = header.bits === 16 ? 'ushort' : 'uchar';
  const { data, info } = await pipeline
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
    .catch((reason: unknown) => {
      throw damaged(header.format, reason);
    });
  const { width, height, channels } = info;
  const values = depth === 'uchar' ? data : wordsOf(data);
  return { values, width, height, channels };
}

function decodeBitmap(file: Buffer): Pixels {
  try {
    return decodeBmp(file);
  } catch (reason) {
    throw damaged('BMP', reason);
  }
}

function rawOf({ width, height, channels }: Pixels) {
  return { width, height, channels: channels as 1 | 3 | 4 };
}

/** sharp drops the alpha of grey, so that this is decoded as RGB. */
function decodedColours({ colours, alpha }: ImageHeader): ImageHeader['colours'] {
  return colours === 'grey' && alpha ? 'rgb' : colours;
}

/** The channels leave as they are in the file: what becomes of them is ours to say. */
function keepColours(pipeline: Sharp, header: ImageHeader): void {
  const { bits } = header;
  const colours = decodedColours(header);
  if (colours === 'cmyk') pipeline.pipelineColourspace('cmyk').toColourspace('cmyk');
  else if (colours === 'grey') pipeline.toColourspace(bits === 16 ? 'grey16' : 'b-w');
  else pipeline.toColourspace(bits === 16 ? 'rgb16' : 'srgb');
}

/** Beyond this the part that stays is cut out first: scaled whole, a line of pixels would have no end. */
const LONGEST_SCALED_SIDE = 16_384;

/**
 * Scales the image so that it covers the size. It is not cropped here: the decoder would then stop before the end of
 * the file, and not notice that it is cut off.
 */
function cover(pipeline: Sharp, from: ImageSize, to: ImageSize): void {
  let { width, height } = scaledSize(from, to, 'crop');
  if (Math.max(width, height) > LONGEST_SCALED_SIDE) {
    const scale = Math.max(to.width / from.width, to.height / from.height);
    const part = centreOf(from, {
      width: Math.max(1, Math.min(from.width, Math.round(to.width / scale))),
      height: Math.max(1, Math.min(from.height, Math.round(to.height / scale))),
    });
    pipeline.extract(part);
    ({ width, height } = to);
  }
  scale(pipeline, { width, height });
}

/** What becomes larger is left: the library moves it by half a pixel in the direction in which it does not. */
function shrink(pipeline: Sharp, from: ImageSize, to: ImageSize): void {
  if (to.width <= from.width && to.height <= from.height) scale(pipeline, to);
}

function scale(pipeline: Sharp, { width, height }: ImageSize): void {
  pipeline.resize(width, height, { fit: 'fill', kernel: 'linear' });
}

function wordsOf(data: Buffer): Uint16Array {
  return new Uint16Array(Uint8Array.from(data).buffer);
}
