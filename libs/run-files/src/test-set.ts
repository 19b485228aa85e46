import {
  deriveSeed,
  imageSize,
  limitSamples,
  shuffledIndices,
  sliceSamples,
  type Dataset,
} from '@chorus/data';
import { trainedOn, type RunConfig } from '@chorus/proto';
import { encodePng } from './png.ts';

/** Test images that a run's report shows. */
export const SAMPLE_IMAGES = 10;

/** What the coordinator keeps of a dataset while a run lasts. */
export interface TestSet {
  /** [testSamples] */
  readonly labels: Uint8Array;
  readonly samples: readonly SampleImage[];
  /** The labels of the training samples that are held out, [validationSamples]; undefined when there are none. */
  readonly validationLabels?: Uint8Array;
}

export interface SampleImage {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  /** [height, width, channels], 0 to 255 */
  readonly image: Uint8Array;
}

/** Sample images are shown this many times as wide and high as they are. */
const SAMPLE_SCALE = 8;

/** A sample image as people see it. */
export interface SamplePicture {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  /** Pixels of the picture. */
  readonly height: number;
  readonly width: number;
  readonly png: Uint8Array;
}

/** Draws sample images, large enough that their pixels can be seen. */
export function drawSamples(
  samples: readonly SampleImage[],
  { height, width }: { readonly height: number; readonly width: number },
): SamplePicture[] {
  return samples.map(({ index, image }) => ({
    index,
    height: height * SAMPLE_SCALE,
    width: width * SAMPLE_SCALE,
    png: encodePng(image, { height, width }, SAMPLE_SCALE),
  }));
}

/** The labels that the run needs and, drawn by its seed, a few images of its test samples. */
export function takeTestSet(
  dataset: Dataset,
  { dataset: limits, members }: Pick<RunConfig, 'dataset' | 'members'>,
): TestSet {
  const { trainLimit, validationSamples, testLimit } = limits;
  const { images, labels } = limitSamples(dataset.test, testLimit);
  const imageBytes = imageSize(dataset.shape);
  const drawn = shuffledIndices(labels.length, deriveSeed(members.seed, 'samples'), 0);
  const samples = Array.from(drawn.subarray(0, SAMPLE_IMAGES), (index) => ({
    index,
    image: images.slice(index * imageBytes, (index + 1) * imageBytes),
  }));
  if (!validationSamples) return { labels: labels.slice(), samples };
  const heldOut = sliceSamples(dataset.train, trainedOn(limits), trainLimit);
  return { labels: labels.slice(), samples, validationLabels: heldOut.labels.slice() };
}
