import {
  deriveSeed,
  imageShapeOf,
  limitSamples,
  sampleSize,
  shuffledIndices,
  type Dataset,
  type SampleKind,
  type SampleSet,
} from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import { heldOut } from '@chorus/run-config/held-out';
import { encodePng } from './png.ts';

/** Test images that a run's report shows. */
const SAMPLE_IMAGES = 10;

/** What the coordinator keeps of a dataset while a run lasts. */
export interface TestSet {
  /** [testSamples] */
  readonly labels: Int32Array;
  /** Test images that the report shows; none when the samples cannot be drawn. */
  readonly samples: readonly SampleImage[];
  /** The labels of the validation split, or of the training samples held out, [validationSamples]; undefined when there are none. */
  readonly validationLabels?: Int32Array;
}

export interface SampleImage {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  /** [height, width, channels], 0 to 255 */
  readonly image: Uint8Array;
}

/** Samples are shown at most this many times as wide and high as they are. */
const MOST_SCALE = 8;
/** A picture is not enlarged so far that its longer side has more pixels. */
const PICTURE_SIZE = 256;

/** A sample image as people see it. */
export interface SamplePicture {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  /** Pixels of the picture. */
  readonly height: number;
  readonly width: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
  readonly png: Uint8Array;
}

/** Draws sample images, large enough that their pixels can be seen; nothing of what is no image. */
export function drawSamples(samples: readonly SampleImage[], kind: SampleKind): SamplePicture[] {
  const shape = imageShapeOf(kind);
  if (!shape) return [];
  const { height, width, channels } = shape;
  const fitting = Math.floor(PICTURE_SIZE / Math.max(height, width));
  const scale = Math.min(Math.max(fitting, 1), MOST_SCALE);
  return samples.map(({ index, image }) => ({
    index,
    height: height * scale,
    width: width * scale,
    channels,
    png: encodePng(image, shape, scale),
  }));
}

/** The labels that the run needs and, drawn by its seed, a few images of its test samples. */
export function takeTestSet(
  dataset: Dataset,
  { dataset: limits, members }: Pick<RunConfig, 'dataset' | 'members'>,
): TestSet {
  const test = limitSamples(dataset.test, limits.testLimit);
  const labels = test.labels.slice();
  const samples = chooseSamples(test, dataset.sample, deriveSeed(members.seed, 'samples'));
  const validationLabels = validationLabelsOf(dataset, limits);
  return { labels, samples, ...(validationLabels.length > 0 && { validationLabels }) };
}

function validationLabelsOf(
  { train, validation, classes }: Dataset,
  limits: RunConfig['dataset'],
): Int32Array {
  if (validation) return validation.labels.slice();
  const { validation: rows } = heldOut(train.labels, classes, limits);
  return Int32Array.from(rows, (row) => train.labels[row]!);
}

function chooseSamples({ values, labels }: SampleSet, kind: SampleKind, seed: number) {
  if (!imageShapeOf(kind)) return [];
  const size = sampleSize(kind.shape);
  const drawn = shuffledIndices(labels.length, seed, 0).subarray(0, SAMPLE_IMAGES);
  return Array.from(drawn, (index) => ({
    index,
    image: Uint8Array.from(values.subarray(index * size, (index + 1) * size)),
  }));
}
