import type { Dataset } from '@chorus/data';
import { ChorusError, type RunConfig } from '@chorus/proto';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { checkContradictions } from './check-config.ts';
import { FIELDS, type FieldName } from './fields.ts';
import type { ResolvedConfig } from './resolve-config.ts';

/** Where a field of the command line stands in the message, and its value in the command line's terms. */
type OnTheWire = readonly [path: string, valueOf: (config: RunConfig) => unknown];

const ON_THE_WIRE: { readonly [Name in FieldName]?: OnTheWire } = {
  members: ['members', (config) => config.members],
  snapshots: ['snapshots', (config) => config.snapshots],
  threads: ['threads', (config) => config.threads],
  seed: ['seed', (config) => config.seed],
  backend: ['backend', (config) => config.backend || undefined],
  compile: ['eager', (config) => !config.eager],
  stopWhenGainBelow: ['stop_when_gain_below', (config) => config.stopWhenGainBelow || undefined],
  trainLimit: ['dataset.train_limit', ({ dataset }) => dataset.trainLimit],
  testLimit: ['dataset.test_limit', ({ dataset }) => dataset.testLimit],
  epochs: ['training.epochs', ({ training }) => training.epochs],
  batchSize: ['training.batch_size', ({ training }) => training.batchSize],
  learningRate: ['training.learning_rate', ({ training }) => training.learningRate],
  divisor: ['training.divisor', ({ training }) => training.divisor],
  filters: ['training.model.filters', ({ training }) => training.model.filters],
  kernelSize: ['training.model.kernel_size', ({ training }) => training.model.kernelSize],
  denseUnits: ['training.model.dense_units', ({ training }) => training.model.denseUnits],
  dropout: ['training.model.dropout', ({ training }) => training.model.dropout],
  // All of them is what a user gets who says nothing.
  minMembers: [
    'faults.min_members',
    ({ members, faults }) => (faults.minMembers === members ? undefined : faults.minMembers),
  ],
  maxFailures: ['faults.max_failures', ({ faults }) => faults.maxFailures],
  checkpointEvery: ['faults.checkpoint_every', ({ faults }) => faults.checkpointEvery],
  keepCheckpoints: ['faults.keep_checkpoints', ({ faults }) => faults.keepCheckpoints],
  backups: ['faults.backups', ({ faults }) => faults.backups],
  stallTimeout: ['faults.stall_timeout_ms / 1000', ({ faults }) => faults.stallTimeoutMs / 1000],
};

/**
 * Refuses a configuration that the command line would refuse, by the same table: a client need not be
 * Chorus' own. Nothing is believed that the dataset itself says.
 *
 * @throws ChorusError `invalid`, naming the field
 */
export function checkRunConfig(config: RunConfig, dataset: Dataset): void {
  checkDataset(config, dataset);
  const settings: Record<string, unknown> = {};
  for (const [name, [, valueOf]] of Object.entries(ON_THE_WIRE) as [FieldName, OnTheWire][]) {
    const value = valueOf(config);
    if (value === undefined) continue;
    const result = (FIELDS[name].schema as z.ZodType).safeParse(value);
    if (!result.success) {
      throw new ChorusError('invalid', `${place(name)} ${result.error.issues[0]!.message}`);
    }
    settings[name] = value;
  }
  checkSamples(config);
  const { trainLimit, validationSamples } = config.dataset;
  settings['validationSplit'] = validationSamples / (trainLimit + validationSamples);
  const resolved = { settings, place } as ResolvedConfig;
  checkContradictions(resolved, dataset.shape);
}

function place(name: FieldName): string {
  return `config.${ON_THE_WIRE[name]?.[0] ?? 'dataset.validation_samples'}`;
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
