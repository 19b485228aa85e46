import type { RunConfig, TrainedDataset } from './run-config.ts';

/**
 * How many of the training images used are trained on, the first so many; the rest is held out for
 * validation. As Keras rounds `validation_split`.
 *
 * @param validationSplit 0 to below 1
 */
export function trainedSamples(used: number, validationSplit: number): number {
  return Math.floor(used * (1 - validationSplit));
}

/** How many training samples a run's members are trained on: all used but those held out, if the data has no validation split. */
export function trainedOn({
  trainLimit,
  validationSplit,
  validationSamples,
}: Pick<TrainedDataset, 'trainLimit' | 'validationSplit' | 'validationSamples'>): number {
  return validationSplit > 0 ? trainLimit - validationSamples : trainLimit;
}

/** How many samples members are validated on, all together: where there are folds, all that are trained on. */
export function validatedOn({
  dataset,
  members,
}: {
  readonly dataset: Pick<TrainedDataset, 'trainLimit' | 'validationSplit' | 'validationSamples'>;
  readonly members: Pick<RunConfig['members'], 'folds'>;
}): number {
  return members.folds === undefined ? dataset.validationSamples : trainedOn(dataset);
}
