/** Rules that no single setting shows. The command line and the coordinator check the same ones. */
import { COMBINING_RULES, mayHaveValidation } from './combining-rules.ts';
import { FOLD_RULES } from './fold-rules.ts';
import { GIVEN_RULES } from './given-rules.ts';
import { MEMBER_RULES } from './member-rules.ts';
import { NETWORK_RULES } from './network-rules.ts';
import { PICTURE_RULES } from './picture-rules.ts';
import { SEARCH_RULES } from './search-rules.ts';
import type { Fitting, Rule } from './rule.ts';
import { flagOf, valueAt, type SettingPath } from './settings.ts';
import type { RunDocument } from './run-document.ts';
import { TRAINING_RULES } from './training-rules.ts';
import { validationSamplesOf } from './validation-samples.ts';

/** Every rule that a configuration must keep. */
export const CONFIG_RULES: readonly Rule[] = [
  atMost('dataset.trainLimit', 'the samples of the training set', (_, data) => data.trainSamples),
  atMost('dataset.testLimit', 'the samples of the test set', (_, data) => data.testSamples),
  atMost('training.batchSize', 'the training samples used', trainedSamplesOf),
  atMost('faults.minMembers', 'the members of the run', ({ members }) => members.count),
  {
    settings: ['combining.stopWhenGainBelow', 'dataset.validationSplit'],
    check: (document, data) =>
      document.combining.stopWhenGainBelow === undefined || mayHaveValidation(document, data),
    message: (place) =>
      `${place('combining.stopWhenGainBelow')} needs ${flagOf('dataset.validationSplit')}, such as ` +
      '0.1: the gain is measured on held-out samples',
  },
  {
    settings: ['dataset.validationSplit'],
    check: ({ dataset }, { validationSamples }) =>
      validationSamples === undefined || dataset.validationSplit === 0,
    message: (place, { dataset }, { validationSamples }) =>
      `${place('dataset.validationSplit')} is ${dataset.validationSplit}, but the data has a validation ` +
      `split of its own, of ${validationSamples} samples: leave the setting out`,
  },
  {
    settings: ['preparation.scaling'],
    check: ({ preparation }, { sha256, normalisation }) =>
      preparation.scaling !== 'standardise' || sha256 === undefined || normalisation !== undefined,
    message: (place) =>
      `${place('preparation.scaling')} is standardise, but the dataset's file has no means and deviations: ` +
      'submit the run with the command line, which makes one that has',
  },
  {
    settings: ['combining.stopWhenGainBelow', 'faults.minMembers', 'members.count'],
    check: ({ combining, faults, members }) =>
      combining.stopWhenGainBelow === undefined || faults.minMembers !== members.count,
    message: (place, { faults }) =>
      `${place('combining.stopWhenGainBelow')} cannot end a run early that needs all its members: ` +
      `${place('faults.minMembers')} is ${faults.minMembers}`,
  },
  {
    settings: ['members.snapshots', 'faults.backups'],
    check: ({ members, faults }) => !(members.snapshots && faults.backups),
    message: (place) =>
      `${place('members.snapshots')} and ${place('faults.backups')} exclude each other: of members ` +
      'that go on from each other none can be trained in place of another',
  },
  {
    settings: ['execution.precision', 'execution.compile', 'execution.backend'],
    check: ({ execution: { precision, compile, backend } }) =>
      precision === 'float32' || (compile && backend !== 'wasm'),
    message(place, { execution: { precision, compile, backend } }) {
      const [path, value] = compile
        ? (['execution.backend', backend] as const)
        : (['execution.compile', compile] as const);
      return (
        `${place('execution.precision')} is ${precision}, which only steps that TensorFlow compiles can be, ` +
        `but ${place(path)} is ${value}`
      );
    },
  },
  ...COMBINING_RULES,
  ...MEMBER_RULES,
  ...FOLD_RULES,
  ...GIVEN_RULES,
  ...SEARCH_RULES,
  ...NETWORK_RULES,
  ...PICTURE_RULES,
  ...TRAINING_RULES,
];

function atMost(
  path: SettingPath,
  what: string,
  limit: (document: RunDocument, data: Fitting) => number | undefined,
): Rule {
  return {
    settings: [path],
    check(document, data) {
      const value = valueAt(document, path);
      return value === undefined || (value as number) <= (limit(document, data) ?? Infinity);
    },
    message: (place, document, data) =>
      `${place(path)} is ${valueAt(document, path)}, but must be at most ` +
      `${limit(document, data)}: ${what}`,
  };
}

/** How many samples a member is trained on, as far as that is known. */
export function trainedSamplesOf(
  { dataset, members }: RunDocument,
  data: Fitting,
): number | undefined {
  const used = notHeldOut(dataset, data);
  const { folds, dataShare = 1 } = members;
  // Of each class a fold has a sample more than its share at most.
  const kept = used && folds ? used - Math.ceil(used / folds) - (data.classes?.length ?? 0) : used;
  return kept && Math.max(1, Math.floor(kept * dataShare));
}

function notHeldOut(dataset: RunDocument['dataset'], data: Fitting): number | undefined {
  const { trainLimit = data.trainSamples } = dataset;
  const { classes, trainLabels, validationSamples } = data;
  if (!trainLimit || !trainLabels || !classes || validationSamples !== undefined) return trainLimit;
  return trainLimit - validationSamplesOf(dataset, { classes, trainLabels });
}
