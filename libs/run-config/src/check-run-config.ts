import type { KnownDataset } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { countParameters, misfitOf, NetworkMistake } from '@chorus/network';
import { isDeepStrictEqual } from 'node:util';
import { configOfGroup } from './config-of-group.ts';
import { checkConfig } from './check-config.ts';
import { describePath } from './describe-path.ts';
import { resolvedGroups } from './group-documents.ts';
import type { Place } from './rule.ts';
import { refuseMixedCategories } from './mixed-categories.ts';
import { datasetWithin } from './settle-config.ts';
import type { RunConfig } from './run-config.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';
import { trialName, trialValues } from './search-trials.ts';
import { BATCH_SAMPLES } from './test-part.ts';

/**
 * Refuses a configuration that the command line would refuse, by the same rules: a client need not be
 * Chorus' own. Nothing is believed that the dataset itself says.
 *
 * @param config decoded, so that each setting is in its range
 * @throws ChorusError `invalid`, naming the setting
 */
export function checkRunConfig(config: RunConfig, dataset: KnownDataset): void {
  const place: Place = (path, within = []) => describePath(['config', path, ...within]);
  const resolved = { document: asDocument(config), place };
  checkPredicts(config);
  checkConfig(resolved, dataset);
  checkTrials(config);
  checkGiven(config);
  refuseMixedCategories(resolved, config.network.topology);
  checkNetwork('config.network', config.network, dataset);
  for (const [group, { config: own }] of resolvedGroups(resolved).entries()) {
    const { network } = configOfGroup(config, group);
    refuseMixedCategories(own, network.topology);
    checkNetwork(`config.members.groups[${group}].network`, network, dataset);
  }
  const actual = datasetWithin(config.dataset, dataset);
  for (const [key, fact] of Object.entries(actual)) {
    const claimed = config.dataset[key as keyof typeof actual];
    if (isDeepStrictEqual(claimed, fact)) continue;
    throw new ChorusError(
      'invalid',
      `config.dataset.${key} is ${JSON.stringify(claimed)}, but the dataset ${dataset.sha256} has ` +
        JSON.stringify(fact),
    );
  }
}

/** Refuses groups that are not what the search draws: the report says that they are. */
function checkTrials({ members }: RunConfig): void {
  const { groups = [], folds = 1, search } = members;
  const drawn = trialValues(members).map((values, index) => ({
    ...{ name: trialName(index), count: folds, values },
  }));
  const own = groups.map(({ name, count, values }) => ({ name, count, values }));
  const expected = search ? drawn : own.map((group) => ({ ...group, values: undefined }));
  if (isDeepStrictEqual(own, expected)) return;
  const problem = 'config.members.groups are not the trials that config.members.search draws';
  throw new ChorusError('invalid', `${problem}: submit the run with Chorus' command line`);
}

/** Refuses a run that only predicts unless all its members come from elsewhere, with as many parts each. */
function checkPredicts({ predicts, members, dataset }: RunConfig): void {
  if (!predicts) return;
  const { groups = [], count } = members;
  const parts = groups[0]?.count ?? 0;
  const isRight = groups.every((group) => group.from !== undefined && group.count === parts);
  const most = Math.ceil(dataset.testLimit / BATCH_SAMPLES);
  if (isRight && parts >= 1 && parts <= most && count === groups.length * parts) return;
  const words = `each member must be a group with from, and all have as many parts, 1 to ${most}`;
  throw new ChorusError('invalid', `config.predicts: of a run that only predicts ${words}`);
}

/** Refuses members that are trained for no epochs unless they were trained elsewhere: those have a file with weights or predictions. */
function checkGiven(config: RunConfig): void {
  const { groups = [] } = config.members;
  for (const group of [undefined, ...groups.keys()]) {
    const { network, training } = configOfGroup(config, group);
    const isGiven = group !== undefined && groups[group]!.from !== undefined;
    const { predictionsSha256 } = groups[group ?? -1] ?? {};
    const isRight = isGiven
      ? training.epochs === 0 && (predictionsSha256 ?? network.weightsSha256) !== undefined
      : training.epochs > 0 && predictionsSha256 === undefined;
    if (isRight) continue;
    const place = group === undefined ? 'config' : `config.members.groups[${group}]`;
    const words =
      'must be 0 for a member from elsewhere, which has weights or predictions, and 1 or more for all others';
    throw new ChorusError(
      'invalid',
      `${place}.training.epochs is ${training.epochs}, but ${words}`,
    );
  }
}

/** Refuses what shows without building the network; a worker, who builds it, refuses the rest. */
function checkNetwork(
  place: string,
  { topology, parameters }: RunConfig['network'],
  dataset: KnownDataset,
): void {
  const misfit = misfitOf(topology, dataset.sample.shape, dataset.classes.length);
  if (misfit !== undefined) throw new ChorusError('invalid', `${place}.topology: ${misfit}`);
  const counted = countedIn(place, topology) ?? parameters;
  if (counted === parameters) return;
  const words = `${place}.parameters is ${parameters}, but the network has ${counted}`;
  throw new ChorusError('invalid', words);
}

function countedIn(place: string, topology: RunConfig['network']['topology']): number | undefined {
  try {
    return countParameters(topology);
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new ChorusError('invalid', `${place}.topology: ${error.message}`);
  }
}

/** What was settled, as a document that says it: the settings that made the dataset have their defaults. */
export function asDocument(config: RunConfig): RunDocument {
  const defaults = runDocumentSchema.parse({});
  // What is settled of a network is no setting of a document; a section that is settled is whole.
  const { predicts, ...sections } = config;
  const groups = config.members.groups?.map(({ network: _, training, augmentation, ...group }) => ({
    ...group,
    // Parts of the test samples are no more members.
    ...(predicts && { count: 1 }),
    ...(training && group.from === undefined && { training: inPlaceOf(config.training, training) }),
    ...(augmentation && { augmentation: inPlaceOf(config.augmentation, augmentation) }),
  }));
  return {
    ...defaults,
    ...sections,
    network: defaults.network,
    dataset: { ...defaults.dataset, ...config.dataset },
    preparation: { ...defaults.preparation, ...config.preparation },
    members: {
      ...config.members,
      ...(groups && { groups }),
      ...(predicts && groups && { count: groups.length }),
    },
  } as RunDocument;
}

/** The section so that nothing remains of the former one where it goes before that. */
function inPlaceOf<Section extends object>(former: Section, section: Section): Section {
  const nothing = Object.keys(former).map((key) => [key, undefined]);
  return { ...Object.fromEntries(nothing), ...section } as Section;
}
