import { CIFAR10_RELEASE } from '@chorus/data';
import { expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { liftRunConfig, type FormerRunConfig } from './former-run-config.ts';
import { decodeRunConfig } from './encode-run-config.ts';
import type { RunConfig } from './run-config.ts';

const DATASET = {
  name: 'shapes',
  sha256: 'ab'.repeat(32),
  synthetic: true,
  classes: ['disc', 'ring'],
  shape: { height: 32, width: 32, channels: 3 },
  trainSamples: 1000,
  testSamples: 100,
  trainLimit: 900,
  testLimit: 100,
};
const FORMER: FormerRunConfig = {
  seed: 7,
  members: 3,
  snapshots: true,
  threads: 2,
  backend: 'wasm',
  eager: true,
  stopWhenGainBelow: 0.01,
  dataset: { ...DATASET, validationSamples: 100 },
  training: {
    model: { filters: [8], kernelSize: 4, denseUnits: [16], dropout: 0.5 },
    ...{ divisor: 225, epochs: 15, batchSize: 100, learningRate: 0.001 },
  },
  faults: {
    ...{ minMembers: 2, maxFailures: 3, checkpointEvery: 1, keepCheckpoints: true },
    ...{ backups: false, stallTimeoutMs: 90_000 },
  },
};

test('a configuration from before it was a document becomes the document that says the same', () => {
  const lifted = liftRunConfig(FORMER);
  expect(lifted).toEqual(
    sampleConfig({
      dataset: { trainLimit: 1000, validationSplit: 0.1, validationSamples: 100 },
      preparation: { divisor: 225 },
      network: { filters: [8], denseUnits: [16] },
      members: { count: 3, seed: 7, snapshots: true },
      combining: { stopWhenGainBelow: 0.01 },
      faults: { minMembers: 2, keepCheckpoints: true, stallTimeout: 90 },
      execution: { threads: 2, backend: 'wasm', compile: false },
    }),
  );
  expect(decodeRunConfig(JSON.stringify(lifted))).toEqual(lifted);
});

test('what older messages did not have is as it was then', () => {
  const { snapshots: _s, eager: _e, stopWhenGainBelow: _w, ...oldest } = FORMER;
  const { backups: _b, ...faults } = FORMER.faults;
  const lifted = liftRunConfig({
    ...oldest,
    backend: '',
    dataset: DATASET,
    faults: { ...faults, minMembers: 3 },
  });
  expect(lifted).toMatchObject({
    dataset: { trainLimit: 900, validationSplit: 0, validationSamples: 0 },
    members: { count: 3, snapshots: false },
    combining: {},
    execution: { compile: true },
  });
  expect(lifted.faults).not.toHaveProperty('minMembers');
  expect(lifted.execution).not.toHaveProperty('backend');
  expect(decodeRunConfig(JSON.stringify(lifted))).toEqual(lifted);
});

test("CIFAR-10's former fingerprint becomes today's, so that runs of both are compared", () => {
  const sha256 = '80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660';
  const lifted = liftRunConfig({ ...FORMER, dataset: { ...DATASET, sha256 } });
  expect(lifted.dataset.sha256).toBe(CIFAR10_RELEASE.sha256);
});

test('of a document from before samples were tensors the images are bytes', () => {
  const config = sampleConfig();
  const { sample: _, ...dataset } = config.dataset;
  const shape = { height: 32, width: 32, channels: 3 };
  const before = { ...config, dataset: { ...dataset, shape } } as unknown as RunConfig;
  expect(liftRunConfig(before)).toEqual(config);
});

test('a document stays as it is, and a setting that it does not have yet gets its default', () => {
  const config = sampleConfig({ training: { epochs: 3, learningRate: 0.5 } });
  expect(liftRunConfig(config)).toEqual(config);
  const { learningRate, ...training } = config.training;
  const before = { ...config, training } as RunConfig;
  expect(liftRunConfig(before).training).toEqual({ ...training, learningRate: 0.001 });
  expect(learningRate).not.toBe(0.001);
});

test('a document without a section that came later gets the section with its defaults', () => {
  const { augmentation: _, prediction: __, ...before } = sampleConfig();
  const lifted = liftRunConfig(before as RunConfig);
  expect(lifted).toEqual(sampleConfig());
  expect(lifted.augmentation).toMatchObject({ flip: 'none', shift: 0, cutout: 0, mixup: 0 });
  expect(lifted.augmentation).not.toHaveProperty('cropScale');
  expect(lifted.prediction).toEqual({ views: 'none' });
});
