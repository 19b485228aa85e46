import type { KnownDataset } from '@chorus/data';
import { namedNetwork } from './named-network.ts';
import { networkDataOf, settledScaling } from './network-data.ts';
import { trainedSamplesOf } from './rules.ts';
import { settledSections, type RunConfig, type TrainedDataset } from './run-config.ts';
import type { RunDocument } from './run-document.ts';
import { DEFAULT_BATCH_SIZE } from './training-section.ts';
import { validationSamplesOf } from './validation-samples.ts';

/**
 * The configuration as it is submitted, with nothing left open.
 *
 * @param threads CPU threads of each trainer
 * @param network what the document describes; where it names one, that follows from the name
 */
export function settleConfig(
  document: RunDocument,
  dataset: KnownDataset,
  threads: number,
  network = namedNetwork(document.network, networkDataOf(document, dataset)),
): RunConfig {
  const sections = settledSections(document);
  const { batchSize = Math.min(DEFAULT_BATCH_SIZE, trainedSamplesOf(document, dataset)!) } =
    sections.training;
  return {
    ...sections,
    dataset: { ...sections.dataset, ...datasetWithin(document.dataset, dataset) },
    preparation: { ...sections.preparation, ...settledScaling(document, dataset) },
    network,
    training: { ...settledTraining(sections.training), batchSize },
    execution: { ...sections.execution, threads },
  };
}

/** The training without what depends on what is trained by. */
function settledTraining(training: RunDocument['training']): RunDocument['training'] {
  const { optimizer, averaging } = training;
  const lookahead = averaging === 'lookahead';
  return {
    ...(optimizer === 'adamw' && { weightDecay: 0.004 }),
    ...(averaging !== 'none' && {
      averageDecay: lookahead ? 0.5 : 0.99,
      averageEvery: lookahead ? 5 : 1,
    }),
    ...training,
  };
}

/** What a run takes of a dataset within these limits. */
export function datasetWithin(
  limits: Pick<
    RunDocument['dataset'],
    'trainLimit' | 'testLimit' | 'validationSplit' | 'validationFrom' | 'splitSeed'
  >,
  dataset: KnownDataset,
): Omit<TrainedDataset, 'validationSplit' | 'splitSeed'> {
  const { name, sha256, synthetic, classes, sample, trainSamples, testSamples } = dataset;
  const { trainLimit = trainSamples, testLimit = testSamples, validationFrom = 'drawn' } = limits;
  return {
    name,
    ...{ sha256, synthetic, classes: [...classes], sample, trainSamples, testSamples },
    ...{ trainLimit, testLimit, validationFrom },
    validationSamples: validationSamplesOf(limits, dataset),
  };
}
