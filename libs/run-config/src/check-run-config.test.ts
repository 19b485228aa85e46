import { fingerprint, type Dataset } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import { sampleConfig } from '@chorus/proto/testing';
import { expect, test } from 'vitest';
import { checkRunConfig } from './check-run-config.ts';
import { SETTINGS } from './settings.ts';

const shape = { height: 4, width: 8, channels: 1 };
const set = (samples: number) => ({
  images: new Uint8Array(samples * 32),
  labels: new Uint8Array(samples),
});
const [train, test_] = [set(10), set(4)];
const sha256 = fingerprint(train, test_);
const DATASET: Dataset = {
  ...{ name: 'shapes', synthetic: true, classes: ['a', 'b'], shape, train, test: test_, sha256 },
};

/** A configuration that fits to the dataset, with what a test spoils in it. */
function configWith(spoil: (config: Mutable<RunConfig>) => void = () => {}): RunConfig {
  const config = structuredClone(sampleConfig(3)) as Mutable<RunConfig>;
  Object.assign(config.dataset, { classes: ['a', 'b'], shape: { ...shape }, sha256 });
  Object.assign(config.dataset, { trainSamples: 10, testSamples: 4, trainLimit: 8, testLimit: 4 });
  config.training.batchSize = 8;
  spoil(config);
  return config;
}

type Mutable<Part> = { -readonly [Key in keyof Part]: Mutable<Part[Key]> };

test('what the command line submits is taken', () => {
  expect(() => checkRunConfig(configWith(), DATASET)).not.toThrow();
});

test('a run that may end early need not say that fewer members are enough', () => {
  const config = configWith((config) => {
    config.dataset.validationSamples = 2;
    config.stopWhenGainBelow = 0.1;
  });
  expect(config.faults.minMembers).toBe(config.members);
  expect(() => checkRunConfig(config, DATASET)).not.toThrow();
});

const SPOILT: { readonly [name: string]: [(config: Mutable<RunConfig>) => void, string] } = {
  members: [(config) => (config.members = 10_001), 'config.members must be'],
  snapshots: [(config) => (config.snapshots = 1 as never), 'config.snapshots must be'],
  threads: [(config) => (config.threads = 0), 'config.threads must be'],
  seed: [(config) => (config.seed = -1), 'config.seed must be'],
  backend: [
    (config) => (config.backend = 'abacus'),
    "config.backend must be tensorflow or wasm, not 'abacus'",
  ],
  stopWhenGainBelow: [
    (config) => (config.stopWhenGainBelow = 1),
    'config.stop_when_gain_below must be',
  ],
  trainLimit: [({ dataset }) => (dataset.trainLimit = 0), 'config.dataset.train_limit must be'],
  testLimit: [
    ({ dataset }) => (dataset.testLimit = 5),
    'config.dataset.test_limit must be at most 4',
  ],
  validationSplit: [
    ({ dataset }) => (dataset.validationSamples = 3),
    'config.dataset.validation_samples must be at most 2',
  ],
  epochs: [({ training }) => (training.epochs = 0), 'config.training.epochs must be'],
  batchSize: [
    ({ training }) => (training.batchSize = 9),
    'config.training.batch_size must be at most 8',
  ],
  learningRate: [
    ({ training }) => (training.learningRate = NaN),
    'config.training.learning_rate must be',
  ],
  divisor: [({ training }) => (training.divisor = 0), 'config.training.divisor must be'],
  filters: [
    ({ training }) => (training.model.filters = []),
    'config.training.model.filters must be',
  ],
  kernelSize: [
    ({ training }) => (training.model.kernelSize = 33),
    'config.training.model.kernel_size must be',
  ],
  denseUnits: [
    ({ training }) => (training.model.denseUnits = []),
    'config.training.model.dense_units must be',
  ],
  dropout: [
    ({ training }) => (training.model.dropout = 1),
    'config.training.model.dropout must be',
  ],
  minMembers: [
    ({ faults }) => (faults.minMembers = 4),
    'config.faults.min_members is 4, but must be at most 3',
  ],
  maxFailures: [({ faults }) => (faults.maxFailures = 0), 'config.faults.max_failures must be'],
  checkpointEvery: [
    ({ faults }) => (faults.checkpointEvery = 100_001),
    'config.faults.checkpoint_every must be',
  ],
  keepCheckpoints: [
    ({ faults }) => (faults.keepCheckpoints = 'yes' as never),
    'config.faults.keep_checkpoints must be',
  ],
  backups: [({ faults }) => (faults.backups = 'no' as never), 'config.faults.backups must be'],
  stallTimeout: [
    ({ faults }) => (faults.stallTimeoutMs = 0),
    'config.faults.stall_timeout_ms / 1000 must be',
  ],
};

test.each(Object.entries(SPOILT))('%s is checked as on the command line', (_, [spoil, words]) => {
  const config = configWith(spoil);
  expect(() => checkRunConfig(config, DATASET)).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringContaining(words) }),
  );
});

test('every field of the command line that travels is checked', () => {
  // `compile` is a boolean on the wire, of which both values are allowed.
  const stays = ['dataset', 'dataDir', 'workers', 'compile'];
  expect(Object.keys(SPOILT).toSorted()).toEqual(
    SETTINGS.map(({ name }) => name)
      .filter((name) => !stays.includes(name))
      .toSorted(),
  );
});

test.each<[string, (config: Mutable<RunConfig>) => void]>([
  ['after 2 blocks nothing is left', ({ training }) => (training.model.filters = [1, 1, 1])],
  [
    'config.dataset.train_limit must be at most 10, not 11',
    ({ dataset }) => (dataset.trainLimit = 11),
  ],
  ['exclude each other', (config) => (config.snapshots = config.faults.backups = true)],
  [
    'needs --validation-split',
    (config) => {
      config.stopWhenGainBelow = 0.1;
    },
  ],
])('fields that contradict each other are refused: %s', (words, spoil) => {
  expect(() => checkRunConfig(configWith(spoil), DATASET)).toThrow(words);
});

test.each<[string, unknown]>([
  ['name', 'cifar10'],
  ['synthetic', false],
  ['classes', ['a', 'b', 'c']],
  ['shape', { ...shape, channels: 3 }],
  ['trainSamples', 11],
  ['testSamples', 5],
])("the dataset's %s is not the client's to say", (field, value) => {
  const config = configWith(({ dataset }) => Object.assign(dataset, { [field]: value }));
  expect(() => checkRunConfig(config, DATASET)).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining(`config.dataset.${field} is ${JSON.stringify(value)}, but`),
    }),
  );
});
