import type { KnownDataset } from '@chorus/data';
import { isDeepStrictEqual } from 'node:util';
import { resolvedGroups } from './group-documents.ts';
import { namedNetwork } from './named-network.ts';
import { networkDataOf, settledScaling } from './network-data.ts';
import { trainedSamplesOf } from './rules.ts';
import {
  settledSections,
  type RunConfig,
  type SettledGroup,
  type TrainedDataset,
} from './run-config.ts';
import type { RunDocument } from './run-document.ts';
import { DEFAULT_BATCH_SIZE } from './training-section.ts';
import { validationSamplesOf } from './validation-samples.ts';

/**
 * The configuration as it is submitted, with nothing left open.
 *
 * @param threads CPU threads of each trainer
 * @param networks what the document describes; where it names one, that follows from the name
 */
export function settleConfig(
  document: RunDocument,
  dataset: KnownDataset,
  threads: number,
  networks: SettledNetworks = {},
): RunConfig {
  const {
    network = namedNetwork(document.network, networkDataOf(document, dataset)),
    ofGroups = [],
    predictions = [],
  } = networks;
  const { members, ...sections } = settledSections(document);
  const { bagging, ...alike } = members;
  const training = settledTraining(document, dataset);
  const groups = settledGroups(document, dataset, { network, training, ofGroups, predictions });
  return {
    ...sections,
    dataset: { ...sections.dataset, ...datasetWithin(document.dataset, dataset) },
    preparation: { ...sections.preparation, ...settledScaling(document, dataset) },
    network,
    training,
    members: { ...alike, ...(bagging && { bagging }), ...(groups.length > 0 && { groups }) },
    execution: { ...sections.execution, threads },
  };
}

/** The networks of a run that were described, settled. */
export interface SettledNetworks {
  readonly network?: RunConfig['network'] | undefined;
  /** Those of the groups, by their place in the list; undefined where a group has none of its own. */
  readonly ofGroups?: readonly (RunConfig['network'] | undefined)[];
  /** The SHA-256 of the file with the predictions of each group that has only these, likewise. */
  readonly predictions?: readonly (string | undefined)[];
}

/** Of each group of members what differs from what the run says, by sections. */
function settledGroups(
  document: RunDocument,
  dataset: KnownDataset,
  {
    network,
    training,
    ofGroups,
    predictions,
  }: Required<SettledNetworks> & Pick<RunConfig, 'training'>,
): SettledGroup[] {
  const config = { document, place: String };
  return resolvedGroups(config).map(({ name, group, config: { document: own } }, index) => {
    const { count, seed, dataShare, values, from } = group;
    const ownNetwork =
      ofGroups[index] ?? (group.network && namedNetwork(own.network, networkDataOf(own, dataset)));
    const ownTraining = settledTraining(own, dataset);
    const { augmentation } = own;
    return {
      ...{ name, count },
      ...(values && { values }),
      ...(from !== undefined && { from }),
      ...(predictions[index] !== undefined && { predictionsSha256: predictions[index] }),
      ...(seed !== undefined && { seed }),
      ...(dataShare !== undefined && { dataShare }),
      ...(ownNetwork && !isDeepStrictEqual(ownNetwork, network) && { network: ownNetwork }),
      ...(!isDeepStrictEqual(ownTraining, training) && { training: ownTraining }),
      ...(!isDeepStrictEqual(augmentation, document.augmentation) && { augmentation }),
    };
  });
}

/** The training with what depends on what is trained by, and on how much. */
function settledTraining(document: RunDocument, dataset: KnownDataset): RunConfig['training'] {
  const { training } = document;
  const { optimizer, averaging } = training;
  const { batchSize = Math.min(DEFAULT_BATCH_SIZE, trainedSamplesOf(document, dataset)!) } =
    training;
  const lookahead = averaging === 'lookahead';
  return {
    ...(optimizer === 'adamw' && { weightDecay: 0.004 }),
    ...(averaging !== 'none' && {
      averageDecay: lookahead ? 0.5 : 0.99,
      averageEvery: lookahead ? 5 : 1,
    }),
    ...training,
    batchSize,
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
