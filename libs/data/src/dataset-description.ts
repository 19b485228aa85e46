import type { Dataset } from './dataset.ts';

/** What a dataset says of itself, beside its samples. */
export interface DatasetDescription extends Pick<
  Dataset,
  'name' | 'synthetic' | 'classes' | 'sample'
> {
  readonly trainSamples: number;
  readonly testSamples: number;
}

/** The description of a dataset. */
export function describeDataset(dataset: Omit<Dataset, 'sha256'>): DatasetDescription {
  const { train, test } = dataset;
  return inOrder({
    ...dataset,
    trainSamples: train.labels.length,
    testSamples: test.labels.length,
  });
}

/** The same description with its keys in the order in which files and fingerprints have them. */
export function inOrder({
  name,
  synthetic,
  classes,
  sample: { shape, type },
  trainSamples,
  testSamples,
}: DatasetDescription): DatasetDescription {
  return { name, synthetic, classes, sample: { shape, type }, trainSamples, testSamples };
}
