import { deriveSeed, imageSize, limitSamples, shuffledIndices, type Dataset } from '@chorus/data';

/** Test images that a run's report shows. */
export const SAMPLE_IMAGES = 10;

/** What the coordinator keeps of a dataset while a run lasts. */
export interface TestSet {
  /** [testSamples] */
  readonly labels: Uint8Array;
  readonly samples: readonly SampleImage[];
}

export interface SampleImage {
  /** In the test set, from 0. */
  readonly index: number;
  /** [height, width, channels], 0 to 255 */
  readonly image: Uint8Array;
}

/** The labels and, drawn by the run's seed, a few images of the test samples that the run uses. */
export function takeTestSet(dataset: Dataset, testLimit: number, seed: number): TestSet {
  const { images, labels } = limitSamples(dataset.test, testLimit);
  const imageBytes = imageSize(dataset.shape);
  const drawn = shuffledIndices(labels.length, deriveSeed(seed, 'samples'), 0);
  const samples = Array.from(drawn.subarray(0, SAMPLE_IMAGES), (index) => ({
    index,
    image: images.slice(index * imageBytes, (index + 1) * imageBytes),
  }));
  return { labels: labels.slice(), samples };
}
