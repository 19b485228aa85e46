/** Names that a run configuration can ask for. */
export const DATASET_NAMES = ['cifar10', 'shapes'] as const;

/** One of {@link DATASET_NAMES}. */
export type DatasetName = (typeof DATASET_NAMES)[number];

/** The shape of one image, in pixels and colour channels. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Images and, at the same positions, their labels. */
export interface ImageSet {
  /** [samples, height, width, channels], 0 to 255. */
  readonly images: Uint8Array;
  /** [samples], each an index into the dataset's classes. */
  readonly labels: Uint8Array;
}

/** A classification dataset, whole in memory. */
export interface Dataset {
  readonly name: DatasetName;
  /** Generated, not photographed: said wherever a result is shown. */
  readonly synthetic: boolean;
  /** The name of each class; a label is an index into it. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** Hexadecimal; see {@link fingerprint} in `fingerprint.ts`. */
  readonly sha256: string;
}

/** Bytes, and values, of one image. */
export function imageSize(shape: ImageShape): number {
  return shape.height * shape.width * shape.channels;
}

/**
 * The first `limit` samples, as views of the same memory; the whole set without a limit or when it
 * has fewer.
 *
 * @throws RangeError when the limit is not a positive integer
 */
export function limitSamples(set: ImageSet, limit?: number): ImageSet {
  if (limit === undefined) return set;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`the limit of samples must be a positive integer, not ${limit}`);
  }
  return limit >= set.labels.length ? set : sliceSamples(set, 0, limit);
}

/**
 * The samples from `start` to before `end`, as views of the same memory.
 *
 * @throws RangeError when the set has not so many
 */
export function sliceSamples(set: ImageSet, start: number, end: number): ImageSet {
  const samples = set.labels.length;
  if (!(0 <= start && start <= end && end <= samples)) {
    throw new RangeError(`samples ${start} to ${end} are not within a set of ${samples}`);
  }
  const imageBytes = set.images.length / samples;
  return {
    images: set.images.subarray(start * imageBytes, end * imageBytes),
    labels: set.labels.subarray(start, end),
  };
}
