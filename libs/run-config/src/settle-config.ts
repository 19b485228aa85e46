import type { Dataset } from '@chorus/data';
import type { RunConfig, TrainedDataset } from './run-config.ts';
import type { RunDocument } from './run-document.ts';
import { trainedSamples } from './trained-samples.ts';

/**
 * The configuration as it is submitted, with nothing left open.
 *
 * @param threads CPU threads of each trainer
 */
export function settleConfig(document: RunDocument, dataset: Dataset, threads: number): RunConfig {
  const { path: _path, ...limits } = document.dataset;
  const { workers: _workers, ...execution } = document.execution;
  return {
    ...document,
    dataset: { ...limits, ...datasetWithin(limits, dataset) },
    execution: { ...execution, threads },
  };
}

/** What a run takes of a dataset within these limits. */
function datasetWithin(
  limits: Omit<RunDocument['dataset'], 'path'>,
  { name, sha256, synthetic, classes, sample, train, test }: Dataset,
): Omit<TrainedDataset, 'validationSplit'> {
  const trainSamples = train.labels.length;
  const testSamples = test.labels.length;
  const { trainLimit = trainSamples, testLimit = testSamples, validationSplit } = limits;
  return {
    name,
    ...{ sha256, synthetic, classes: [...classes], sample, trainSamples, testSamples },
    ...{ trainLimit, testLimit },
    validationSamples: trainLimit - trainedSamples(trainLimit, validationSplit),
  };
}
