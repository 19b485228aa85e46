import type { TrainedDataset } from './run-config.ts';

/**
 * How many of the training images used are trained on, the first so many; the rest is held out for
 * validation. As Keras rounds `validation_split`.
 *
 * @param validationSplit 0 to below 1
 */
export function trainedSamples(used: number, validationSplit: number): number {
  return Math.floor(used * (1 - validationSplit));
}

/** Training samples that a run's members are trained on: the first so many. */
export function trainedOn({
  trainLimit,
  validationSamples,
}: Pick<TrainedDataset, 'trainLimit' | 'validationSamples'>): number {
  return trainLimit - validationSamples;
}
