import type { Sharp, SharpInput, SharpOptions } from 'sharp';
import { DatasetError } from '../dataset-error.ts';

/** Makes a pipeline that decodes one image. */
export type OpenWithSharp = (input: SharpInput, options: SharpOptions) => Sharp;

/**
 * Loads sharp where images are read, and only there: its libraries and TensorFlow's do not belong into one
 * process.
 *
 * @throws DatasetError `unavailable` when it was not installed for this machine
 */
export async function loadSharp(): Promise<OpenWithSharp> {
  const { default: sharp } = await import('sharp').catch((reason: unknown) => {
    throw new DatasetError(
      'unavailable',
      'images cannot be decoded, because sharp is not installed for this machine: run npm install on it',
      { cause: reason },
    );
  });
  sharp.cache(false); // No image is decoded twice: a cache would only hold memory.
  return sharp;
}
