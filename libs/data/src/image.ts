import type { SampleKind } from './sample.ts';

/** The shape of an image. */
export interface ImageShape {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** Values of a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
}

const MOST_CHANNELS = 4;

/**
 * The samples as images, `[height, width, channels]` of bytes, which can be drawn; undefined when they are
 * something else. Only who draws needs to ask.
 */
export function imageShapeOf({ shape, type }: SampleKind): ImageShape | undefined {
  const [height, width, channels] = shape;
  if (type !== 'uint8' || shape.length !== 3 || channels! > MOST_CHANNELS) return undefined;
  return { height: height!, width: width!, channels: channels! };
}
