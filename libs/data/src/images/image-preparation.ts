import type { SampleKind } from '../sample.ts';
import type { ImageHeader } from './image-header.ts';
import type { ImageSize } from './image-size.ts';

export type { ImageSize } from './image-size.ts';

/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** How an image gets a size of other proportions than its own. */
export const RESIZES = ['crop', 'pad', 'stretch'] as const;

/** One of {@link RESIZES}. */
export type Resize = (typeof RESIZES)[number];

/** How any image becomes a sample: the same wherever images are read, in training and later. Plain JSON. */
export interface ImagePreparation {
  readonly kind: 'images';
  readonly size: ImageSize;
  /**
   * `crop`: scaled until it covers the size, and cropped at the centre; `pad`: scaled until it lies within it, with the background
   * around it; `stretch`: scaled to it, whatever its proportions are.
   */
  readonly fit: Resize;
  /** 1: grey; 3: RGB. */
  readonly channels: 1 | 3;
  /** The colour that transparent pixels are laid over, and that is around padded images. */
  readonly background: Colour;
}

/** The colour behind transparent pixels when nothing is said: white, as on paper and most web pages. */
export const DEFAULT_BACKGROUND: Colour = [255, 255, 255];

/** The most rows or columns of a sample when the size is not said, and the images are of several sizes. */
const LONGEST_CHOSEN_SIDE = 256;

/** What is not learnt of the images. */
export interface PreparationChoices {
  readonly size?: ImageSize | undefined;
  readonly background: Colour;
  /** Default `crop`. */
  readonly resize?: Resize | undefined;
}

/**
 * Learns the preparation from the training images alone: all of one size keep it, else it is the median height and the
 * median width, made smaller in proportion where a side is longer than {@link LONGEST_CHOSEN_SIDE}. All
 * grey: one channel; else RGB.
 *
 * @param headers one or more
 */
export function learnPreparation(
  headers: readonly ImageHeader[],
  { size, background, resize = 'crop' }: PreparationChoices,
): ImagePreparation {
  const channels = headers.every(({ colours }) => colours === 'grey') ? 1 : 3;
  const { height, width } = size ?? sizeOf(headers);
  return { kind: 'images', size: { height, width }, fit: resize, channels, background };
}

/** What every sample is after the preparation. */
export function sampleOf({ size, channels }: ImagePreparation): SampleKind {
  const { height, width } = size;
  return { shape: [height, width, channels], type: 'uint8' };
}

/** Whether images are of one size. */
export function haveOneSize(sizes: readonly ImageSize[]): boolean {
  const [first] = sizes;
  return sizes.every(({ height, width }) => height === first!.height && width === first!.width);
}

function sizeOf(headers: readonly ImageSize[]): ImageSize {
  if (haveOneSize(headers)) return headers[0]!;
  const height = median(headers.map((header) => header.height));
  const width = median(headers.map((header) => header.width));
  const scale = Math.min(1, LONGEST_CHOSEN_SIDE / Math.max(height, width));
  const scaled = (length: number): number => Math.max(1, Math.round(length * scale));
  return { height: scaled(height), width: scaled(width) };
}

/** Of an even number of values the lower one of the two in the middle, so that it is one of them. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]!;
}
