import * as tf from '@tensorflow/tfjs';
import type { Change } from './change.ts';
import type { SampleDraws } from './sample-draws.ts';

/** Which pixels of a picture come where. */
export interface GeometrySettings {
  /** Whether samples are mirrored, left to right: half of them, drawn in each epoch, or each in every other epoch. */
  readonly flip: 'none' | 'random' | 'alternating';
  /** The most pixels by which samples are shifted, up or down and to either side. */
  readonly shift: number;
  /** The least and largest share of the area that is cut out and stretched; undefined: the whole picture. */
  readonly cropScale?: readonly number[] | undefined;
  /** The least and largest width to height of what is cut out. */
  readonly cropRatio: readonly number[];
}

/** [height, width, channels] */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How often a crop is drawn until one fits into the picture. */
const CROP_TRIALS = 10;

/**
 * Crops and stretches, then shifts, then mirrors pictures. Each pixel is fetched once, from where it comes from
 * through all three: whole pixels where nothing is stretched, else in proportion from the nearest four. What a shift
 * uncovers is the picture mirrored at its outermost pixels, which are not repeated (NumPy's `reflect`).
 *
 * @param shape shift must be smaller than its height and width
 */
export function geometry(settings: GeometrySettings, shape: ImageShape): Change {
  const { cropScale, cropRatio } = settings;
  const columns = cropScale ? 7 : 3;
  return {
    columns,
    draw: (draws) => [
      drawFlip(settings, draws),
      ...drawShift(settings, draws),
      ...(cropScale ? drawCrop(cropScale, cropRatio, shape, draws) : []),
    ],
    apply(batch, drawn) {
      const [height, width] = shape;
      const [flipped, down, right, ...crop] = tf.split(drawn, columns, 1); // [batch, 1] each
      const mirrored = tf.abs(tf.sub(tf.range(0, width), tf.mul(flipped!, width - 1)));
      const rows = reflected(tf.sub(tf.range(0, height), down!), height); // [batch, height]
      const across = reflected(tf.sub(mirrored, right!), width); // [batch, width]
      const images = batch.samples as tf.Tensor4D;
      if (!cropScale) return { ...batch, samples: fetchPixels(images, rows, across) };
      const [top, rowStep, left, columnStep] = crop;
      const y = tf.clipByValue(tf.add(tf.mul(rows, rowStep!), top!), 0, height - 1);
      const x = tf.clipByValue(tf.add(tf.mul(across, columnStep!), left!), 0, width - 1);
      return { ...batch, samples: interpolatePixels(images, y, x) };
    },
  };
}

/** 1 where the sample is to be mirrored, else 0. */
function drawFlip({ flip }: GeometrySettings, draws: SampleDraws): number {
  if (flip === 'none') return 0;
  // Alternating, a sample's first epoch decides for all.
  draws.begin('flip', flip === 'alternating' ? 0 : draws.epoch);
  const first = draws.below(2);
  return flip === 'alternating' ? (first + draws.epoch) % 2 : first;
}

/** How many pixels down and to the right. */
function drawShift({ shift }: GeometrySettings, draws: SampleDraws): number[] {
  if (shift === 0) return [0, 0];
  draws.begin('shift');
  return [0, 1].map(() => draws.below(2 * shift + 1) - shift);
}

/**
 * Draws a part of the picture, as `RandomResizedCrop` of torchvision does: its share of the area, uniformly, its width
 * to height, uniformly in the logarithm, again if it does not fit, and where it lies.
 *
 * @returns where its first row lies, and how far the next one is from it, in pixels; the same for columns
 */
function drawCrop(
  scale: readonly number[],
  ratio: readonly number[],
  [height, width]: ImageShape,
  draws: SampleDraws,
): number[] {
  draws.begin('crop');
  const [least, most] = ratio.map(Math.log) as [number, number];
  let [rows, columns] = [height, width];
  for (let trial = 0; trial < CROP_TRIALS; trial++) {
    const area = draws.between(scale[0]!, scale[1]!) * height * width;
    const widthToHeight = Math.exp(draws.between(least, most));
    rows = Math.sqrt(area / widthToHeight);
    columns = Math.sqrt(area * widthToHeight);
    if (rows <= height && columns <= width) break;
  }
  return [
    [Math.min(rows, height), height],
    [Math.min(columns, width), width],
  ].flatMap(([cropped, whole]) => {
    const step = cropped! / whole!;
    const start = draws.between(0, whole! - cropped!);
    return [start + (step - 1) / 2, step]; // from centre to centre
  });
}

/** Places, whole numbers up to `size - 1` outside of 0 to `size - 1`, mirrored into it. */
function reflected(places: tf.Tensor, size: number): tf.Tensor {
  return tf.sub(size - 1, tf.abs(tf.sub(size - 1, tf.abs(places))));
}

/**
 * @param images [batch, height, width, channels]
 * @param y [batch, outHeight], whole rows
 * @param x [batch, outWidth], whole columns
 * @returns [batch, outHeight, outWidth, channels]
 */
function fetchPixels(images: tf.Tensor4D, y: tf.Tensor, x: tf.Tensor): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const pixels = images.reshape([batch, height * width, channels]);
  const places = tf.add(tf.mul(y, width).expandDims(2), x.expandDims(1)).toInt();
  const [, rows, columns] = places.shape as [number, number, number];
  const fetched = tf.gather(pixels, places.reshape([batch, rows * columns]) as tf.Tensor2D, 1, 1);
  return fetched.reshape([batch, rows, columns, channels]);
}

/** The same with places between pixels: whole rows first, which lie together, then columns. */
function interpolatePixels(images: tf.Tensor4D, y: tf.Tensor, x: tf.Tensor): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const rows = images.reshape([batch, height, width * channels]);
  const rowsAt = (places: tf.Tensor) => tf.gather(rows, places.toInt() as tf.Tensor2D, 1, 1);
  const above = tf.floor(y);
  const below = tf.minimum(tf.add(above, 1), height - 1);
  const inRows = between(rowsAt(above), rowsAt(below), tf.sub(y, above).expandDims(2));
  const stretched = inRows.reshape([batch, y.shape[1]!, width, channels]) as tf.Tensor4D;
  const all = tf.range(0, y.shape[1]!).expandDims(0); // [1, outHeight]
  const left = tf.floor(x);
  const right = tf.minimum(tf.add(left, 1), width - 1);
  const [one, other] = [left, right].map((places) => fetchPixels(stretched, all, places));
  return between(one!, other!, tf.sub(x, left).expandDims(1).expandDims(3)) as tf.Tensor4D;
}

/** `share` of the way from `one` to `other`. */
function between(one: tf.Tensor, other: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return tf.add(one, tf.mul(tf.sub(other, one), share));
}
