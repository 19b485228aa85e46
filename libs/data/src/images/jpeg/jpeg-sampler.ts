import { scaledSize } from '../fit-size.ts';
import type { ImagePreparation, ImageSize } from '../image-preparation.ts';
import { resizeBilinear } from '../resize-bilinear.ts';
import { toSample } from '../to-sample.ts';
import { turnPixels } from '../turn-pixels.ts';
import { readJpegStructure, seenSize } from './jpeg-structure.ts';
import { ReducedJpegDecoder, type Reduction, REDUCTIONS } from './reduced-jpeg-decoder.ts';

/** Larger ones are left to the general library, which needs less memory for them. */
const MOST_PIXELS = 2 ** 25;

/**
 * By how much an image can be reduced while it is decoded and still be as large as it is to be.
 *
 * @param from the image's size as people see it
 * @param to how it becomes a sample
 * @returns undefined when that is less than half of its size
 */
export function reductionOf(
  from: ImageSize,
  to: Pick<ImagePreparation, 'size' | 'fit'>,
): Reduction | undefined {
  if (from.width * from.height > MOST_PIXELS) return undefined;
  const { width, height } = scaledSize(from, to.size, to.fit);
  return REDUCTIONS.find(
    (by) => Math.ceil(from.width / by) >= width && Math.ceil(from.height / by) >= height,
  );
}

/** Makes samples of JPEG files that become smaller by half or more. */
export class JpegSampler {
  readonly #decoder = new ReducedJpegDecoder();

  /**
   * Decodes a file at a reduced size, turns it as its EXIF orientation says, scales it (bilinear), and brings it to the size and
   * the channels of the preparation.
   *
   * @returns [height, width, channels]; undefined when the file is damaged, of an unusual kind, or not so much larger than the sample
   */
  sample(file: Buffer, preparation: ImagePreparation): Uint8Array | undefined {
    const structure = readJpegStructure(file);
    if (structure === undefined) return undefined;
    const size = seenSize(structure);
    const reduction = reductionOf(size, preparation);
    if (reduction === undefined) return undefined;
    const decoded = this.#decoder.decode(file, structure, reduction);
    if (decoded === undefined) return undefined;
    const turned = turnPixels(decoded, structure.orientation);
    const scaled = resizeBilinear(turned, scaledSize(size, preparation.size, preparation.fit));
    const colours = decoded.channels === 1 ? 'grey' : 'rgb';
    return toSample(scaled, { colours, alpha: false }, preparation);
  }
}
