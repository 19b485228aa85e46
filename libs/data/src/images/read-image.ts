import { DatasetError } from '../dataset-error.ts';
import { printable } from '../printable.ts';
import { decodeImage, DEFAULT_PIXEL_LIMIT } from './decode-image.ts';
import { readWholeFile } from './image-file.ts';
import { recogniseFile } from './image-format.ts';
import { type ImageHeader, readImageHeader, UnreadableImage } from './image-header.ts';
import type { ImagePreparation } from './image-preparation.ts';

/**
 * Makes a sample of an image in any format that is known by its first bytes, as it was made for training.
 *
 * @param image the file's path, or its bytes
 * @returns [height, width, channels] of the preparation
 * @throws DatasetError for a path: `missing`; `storage` when it cannot be read; `corrupt` when it is no image or a damaged one
 * @throws UnreadableImage for bytes
 */
export async function readImage(
  image: string | Buffer,
  preparation: ImagePreparation,
  pixelLimit: number = DEFAULT_PIXEL_LIMIT,
): Promise<Uint8Array> {
  if (typeof image !== 'string') return readBytes(image, preparation, pixelLimit);
  const bytes = await readWholeFile(image);
  try {
    return await readBytes(bytes, preparation, pixelLimit);
  } catch (reason) {
    if (!(reason instanceof UnreadableImage)) throw reason;
    const message = `${printable(image)} ${reason.message}`;
    throw new DatasetError('corrupt', message, { cause: reason });
  }
}

async function readBytes(
  bytes: Buffer,
  preparation: ImagePreparation,
  pixelLimit: number,
): Promise<Uint8Array> {
  return decodeImage(bytes, await headerOf(bytes, pixelLimit), preparation);
}

/** The header of an image in any format that is known by its first bytes. @throws UnreadableImage */
export async function headerOf(bytes: Buffer, pixelLimit: number): Promise<ImageHeader> {
  const kind = recogniseFile(bytes);
  if (!kind.image) throw new UnreadableImage(`is ${kind.what}, not an image`);
  return readImageHeader(bytes, kind.image, pixelLimit);
}
