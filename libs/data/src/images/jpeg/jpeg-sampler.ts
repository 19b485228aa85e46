import { convertChannels } from '../convert-channels.ts';
import { coveringSize, cropCentre } from '../cover-size.ts';
import type { ImagePreparation, ImageSize } from '../image-preparation.ts';
import { resizeBilinear } from '../resize-bilinear.ts';
import { turnPixels } from '../turn-pixels.ts';
import { readJpegStructure, seenSize } from './jpeg-structure.ts';
import { ReducedJpegDecoder, type Reduction, REDUCTIONS } from './reduced-jpeg-decoder.ts';

/** Larger ones are left to the general library, which needs less memory for them. */
const MOST_PIXELS = 2 ** 25;

/**
 * By how much an image can be reduced while it is decoded and still be as large as it is to be.
 *
 * @param from the image's size as people see it
 * @param to the size that it is to cover
 * @returns undefined when that is less than half of its size
 */
export function reductionOf(from: ImageSize, to: ImageSize): Reduction | undefined {
  if (from.width * from.height > MOST_PIXELS) return undefined;
  const { width, height } = coveringSize(from, to);
  return REDUCTIONS.find(
    (by) => Math.ceil(from.width / by) >= width && Math.ceil(from.height / by) >= height,
  );
}

/** Makes samples of JPEG files that become smaller by half or more. */
export class JpegSampler {
  readonly #decoder = new ReducedJpegDecoder();

  /**
   * Decodes a file at a reduced size, turns it as its EXIF orientation says, scales it (bilinear) until it covers the size, and
   * crops it at the centre.
   *
   * @returns [height, width, channels]; undefined when the file is damaged, of an unusual kind, or not so much larger than the sample
   */
  sample(file: Buffer, preparation: ImagePreparation): Uint8Array | undefined {
    const structure = readJpegStructure(file);
    if (structure === undefined) return undefined;
    const size = seenSize(structure);
    const reduction = reductionOf(size, preparation.size);
    if (reduction === undefined) return undefined;
    const decoded = this.#decoder.decode(file, structure, reduction);
    if (decoded === undefined) return undefined;
    const turned = turnPixels(decoded, structure.orientation);
    const scaled = resizeBilinear(turned, coveringSize(size, preparation.size));
    const colours = decoded.channels === 1 ? 'grey' : 'rgb';
    const cropped = cropCentre(scaled, preparation.size);
    return convertChannels(cropped, { colours, alpha: false }, preparation);
  }
}
