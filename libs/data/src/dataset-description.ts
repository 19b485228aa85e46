import type { Dataset } from './dataset.ts';
import type { SplitName } from './splits.ts';

/** What a dataset says of itself, beside its samples: all of it is covered by the fingerprint. */
export interface DatasetDescription extends Pick<
  Dataset,
  'name' | 'synthetic' | 'classes' | 'sample' | 'columns' | 'normalisation' | 'preparation'
> {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** Only where the data has a validation split of its own. */
  readonly validationSamples?: number;
}

/** The description of a dataset. */
export function describeDataset(dataset: Omit<Dataset, 'sha256'>): DatasetDescription {
  const { train, validation, test } = dataset;
  return inOrder({
    ...dataset,
    trainSamples: train.labels.length,
    testSamples: test.labels.length,
    ...(validation && { validationSamples: validation.labels.length }),
  });
}

/**
 * The same description with its keys in the order in which files and fingerprints have them. What is optional
 * stands at the end, and only where there is any: the fingerprint of a dataset without it is not changed by it.
 */
export function inOrder({
  name,
  synthetic,
  classes,
  sample: { shape, type },
  trainSamples,
  testSamples,
  validationSamples,
  columns,
  normalisation,
  preparation,
}: DatasetDescription): DatasetDescription {
  return {
    ...{ name, synthetic, classes, sample: { shape, type }, trainSamples, testSamples },
    ...(validationSamples !== undefined && { validationSamples }),
    ...(columns && { columns }),
    ...(normalisation && {
      normalisation: { mean: normalisation.mean, deviation: normalisation.deviation },
    }),
    ...(preparation && { preparation }),
  };
}

/** The number of samples of each split that there is, training first. */
export function samplesBySplit(description: DatasetDescription): (readonly [SplitName, number])[] {
  const { trainSamples, validationSamples, testSamples } = description;
  return [
    ['train', trainSamples],
    ...(validationSamples === undefined ? [] : [['validation', validationSamples] as const]),
    ['test', testSamples],
  ];
}
