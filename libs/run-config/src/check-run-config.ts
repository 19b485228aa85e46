import type { Dataset } from '@chorus/data';
import { ChorusError, type RunConfig } from '@chorus/proto';
import { isDeepStrictEqual } from 'node:util';
import { refusalOf } from './allowed-values.ts';
import { brokenRules } from './check-config.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';
import { documentOf, settingAt, type SettingPath } from './settings.ts';

/** Where a field of the command line stands in the message, and its value in the command line's terms. */
type OnTheWire = readonly [path: string, valueOf: (config: RunConfig) => unknown];

const ON_THE_WIRE: { readonly [Path in SettingPath]?: OnTheWire } = {
  'members.count': ['members', (config) => config.members],
  'members.snapshots': ['snapshots', (config) => config.snapshots],
  'execution.threads': ['threads', (config) => config.threads],
  'members.seed': ['seed', (config) => config.seed],
  'execution.backend': ['backend', (config) => config.backend || undefined],
  'execution.compile': ['eager', (config) => !config.eager],
  'combining.stopWhenGainBelow': [
    'stop_when_gain_below',
    (config) => config.stopWhenGainBelow || undefined,
  ],
  'dataset.trainLimit': ['dataset.train_limit', ({ dataset }) => dataset.trainLimit],
  'dataset.testLimit': ['dataset.test_limit', ({ dataset }) => dataset.testLimit],
  'training.epochs': ['training.epochs', ({ training }) => training.epochs],
  'training.batchSize': ['training.batch_size', ({ training }) => training.batchSize],
  'training.learningRate': ['training.learning_rate', ({ training }) => training.learningRate],
  'preparation.divisor': ['training.divisor', ({ training }) => training.divisor],
  'network.filters': ['training.model.filters', ({ training }) => training.model.filters],
  'network.kernelSize': ['training.model.kernel_size', ({ training }) => training.model.kernelSize],
  'network.denseUnits': ['training.model.dense_units', ({ training }) => training.model.denseUnits],
  'network.dropout': ['training.model.dropout', ({ training }) => training.model.dropout],
  // All of them is what a user gets who says nothing.
  'faults.minMembers': [
    'faults.min_members',
    ({ members, faults }) => (faults.minMembers === members ? undefined : faults.minMembers),
  ],
  'faults.maxFailures': ['faults.max_failures', ({ faults }) => faults.maxFailures],
  'faults.checkpointEvery': ['faults.checkpoint_every', ({ faults }) => faults.checkpointEvery],
  'faults.keepCheckpoints': ['faults.keep_checkpoints', ({ faults }) => faults.keepCheckpoints],
  'faults.backups': ['faults.backups', ({ faults }) => faults.backups],
  'faults.stallTimeout': [
    'faults.stall_timeout_ms / 1000',
    ({ faults }) => faults.stallTimeoutMs / 1000,
  ],
};

/**
 * Refuses a configuration that the command line would refuse, by the same table: a client need not be
 * Chorus' own. Nothing is believed that the dataset itself says.
 *
 * @throws ChorusError `invalid`, naming the field
 */
export function checkRunConfig(config: RunConfig, dataset: Dataset): void {
  checkDataset(config, dataset);
  const values = new Map<SettingPath, unknown>();
  for (const [path, [, valueOf]] of Object.entries(ON_THE_WIRE) as [SettingPath, OnTheWire][]) {
    const value = valueOf(config);
    if (value === undefined) continue;
    const setting = settingAt(path)!;
    if (!setting.schema.safeParse(value).success) {
      throw new ChorusError('invalid', `${place(path)} ${refusalOf(setting, value)}`);
    }
    values.set(path, value);
  }
  checkSamples(config);
  const { trainLimit, validationSamples } = config.dataset;
  const used = trainLimit + validationSamples;
  values.set('dataset.trainLimit', used);
  // Half a sample less, so that no rounding takes one from those trained on.
  values.set('dataset.validationSplit', Math.max(0, validationSamples - 0.5) / used);
  const document = { ...runDocumentSchema.parse({}), ...documentOf(values) } as RunDocument;
  const size = { ...dataset.shape, trainSamples: used, testSamples: config.dataset.testSamples };
  const [broken] = brokenRules({ document, place }, size);
  if (broken !== undefined) throw new ChorusError('invalid', broken);
}

function place(path: SettingPath): string {
  return `config.${ON_THE_WIRE[path]?.[0] ?? 'dataset.validation_samples'}`;
}

/** What is said of a dataset beside its fingerprint must be so. */
function checkDataset(config: RunConfig, { train, test, ...dataset }: Dataset): void {
  const actual = {
    name: dataset.name,
    synthetic: dataset.synthetic,
    classes: dataset.classes,
    shape: dataset.shape,
    trainSamples: train.labels.length,
    testSamples: test.labels.length,
  };
  for (const [field, value] of Object.entries(actual)) {
    const claimed = config.dataset[field as keyof typeof actual];
    if (isDeepStrictEqual(claimed, value)) continue;
    throw new ChorusError(
      'invalid',
      `config.dataset.${field} is ${JSON.stringify(claimed)}, but the dataset ${dataset.sha256} has ` +
        JSON.stringify(value),
    );
  }
}

function checkSamples({ dataset, training }: RunConfig): void {
  const { trainSamples, testSamples, trainLimit, testLimit, validationSamples } = dataset;
  requireAtMost('dataset.train_limit', trainLimit, trainSamples);
  requireAtMost('dataset.validation_samples', validationSamples, trainSamples - trainLimit);
  requireAtMost('dataset.test_limit', testLimit, testSamples);
  requireAtMost('training.batch_size', training.batchSize, trainLimit);
}

function requireAtMost(field: string, value: number, most: number): void {
  if (value <= most) return;
  throw new ChorusError('invalid', `config.${field} must be at most ${most}, not ${value}`);
}
