import type { KnownDataset } from '@chorus/data';
import { mostBlocks, trainedSamplesOf } from './rules.ts';
import { settledSections, type RunConfig, type TrainedDataset } from './run-config.ts';
import { DEFAULT_FILTERS, type RunDocument } from './run-document.ts';
import { DEFAULT_BATCH_SIZE } from './training-section.ts';
import { validationSamplesOf } from './validation-samples.ts';

/**
 * The configuration as it is submitted, with nothing left open.
 *
 * @param threads CPU threads of each trainer
 */
export function settleConfig(
  document: RunDocument,
  dataset: KnownDataset,
  threads: number,
): RunConfig {
  const sections = settledSections(document);
  const { normalisation, sample } = dataset;
  const {
    scaling = normalisation ? 'standardise' : 'divide',
    divisor = dataset.divisor ?? (sample.type === 'uint8' ? 255 : 1),
  } = sections.preparation;
  const { filters = filtersFor(dataset) } = sections.network;
  const { batchSize = Math.min(DEFAULT_BATCH_SIZE, trainedSamplesOf(document, dataset)!) } =
    sections.training;
  return {
    ...sections,
    dataset: { ...sections.dataset, ...datasetWithin(document.dataset, dataset) },
    preparation: { ...sections.preparation, scaling, divisor },
    network: { ...sections.network, filters },
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

/** The experiment's convolution blocks, as many as a picture has room for; none for what is no picture. */
function filtersFor({ sample }: KnownDataset): number[] {
  return sample.shape.length === 3 ? DEFAULT_FILTERS.slice(0, mostBlocks(sample)) : [];
}

/** What a run takes of a dataset within these limits. */
function datasetWithin(
  limits: RunDocument['dataset'],
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
