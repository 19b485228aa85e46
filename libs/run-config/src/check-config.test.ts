import type { SampleKind } from '@chorus/data';
import { expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { resolveConfig } from './resolve-config.ts';
import { CONFIG_RULES } from './rules.ts';
import { trainedSamples } from './trained-samples.ts';

const IMAGES: SampleKind = { shape: [32, 32, 3], type: 'uint8' };
const CIFAR10 = {
  ...{ trainSamples: 50_000, testSamples: 10_000, sample: IMAGES },
  ...{ classes: ['cat'], trainLabels: new Int32Array(50_000) },
};

test.for<[Record<string, string>, string]>([
  [
    { batchSize: '60000' },
    '--batch-size is 60000, but must be at most 50000: the training samples used',
  ],
  [
    { trainLimit: '50', batchSize: '51' },
    '--batch-size is 51, but must be at most 50: the training samples used',
  ],
  [
    { trainLimit: '50001' },
    '--train-limit is 50001, but must be at most 50000: the samples of the training set',
  ],
  [
    { testLimit: '10001' },
    '--test-limit is 10001, but must be at most 10000: the samples of the test set',
  ],
  [{ minMembers: '5' }, '--min-members is 5, but must be at most 4: the members of the run'],
  [
    { precision: 'bfloat16', compile: 'false' },
    '--precision is bfloat16, which only steps that TensorFlow compiles can be, but --compile is false',
  ],
  [
    { precision: 'bfloat16', backend: 'wasm' },
    '--precision is bfloat16, which only steps that TensorFlow compiles can be, but --backend is wasm',
  ],
  [
    { snapshots: 'true', backups: 'true' },
    '--snapshots and --backups exclude each other: of members that go on from each other none can be trained in place of another',
  ],
  [
    { trainLimit: '110', validationSplit: '0.1', batchSize: '100' },
    '--batch-size is 100, but must be at most 99: the training samples used',
  ],
  [
    { stopWhenGainBelow: '0.001' },
    '--stop-when-gain-below needs --validation-split, such as 0.1: the gain is measured on held-out samples',
  ],
  [
    { stopWhenGainBelow: '0.001', validationSplit: '0.1', minMembers: '4' },
    '--stop-when-gain-below cannot end a run early that needs all its members: --min-members is 4',
  ],
  [
    { filters: '8,8,8,8,8,8' },
    '--filters has 6 entries, but after 5 blocks nothing is left of an image of 32×32 pixels: give at most 5',
  ],
])('%j does not fit CIFAR-10', ([flags, message]) => {
  const config = resolveConfig({ settings: flags }, {});
  expect(() => checkConfig(config, CIFAR10)).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test('a batch larger than the limit is refused before a dataset is opened', () => {
  const config = resolveConfig({ settings: { trainLimit: '50', batchSize: '51' } }, {});
  expect(() => checkConfig(config)).toThrow('at most 50');
});

test.for(['cifar10', 'shapes', undefined])(
  'more blocks than the images of %s take are refused before they are opened',
  (dataset) => {
    const settings = { filters: '8,8,8,8,8,8', ...(dataset && { dataset }) };
    expect(() => checkConfig(resolveConfig({ settings }, {}))).toThrow('an image of 32×32 pixels');
  },
);

test.for([{ shape: [20] }, { shape: [28, 28] }, { shape: [4, 28, 28, 1] }])(
  'convolutions that are asked for are refused where samples are $shape',
  ({ shape }) => {
    const config = resolveConfig({ settings: { filters: '8' } }, {});
    const sample: SampleKind = { shape, type: 'float32' };
    expect(() => checkConfig(config, { ...CIFAR10, sample })).toThrow(
      '--filters is for images, [height, width, channels], but the samples of this ' +
        `dataset are [${shape.join(', ')}]: leave the setting out`,
    );
    expect(() => checkConfig(resolveConfig({}, {}), { ...CIFAR10, sample })).not.toThrow();
  },
);

test('a validation split of its own stands against one that is asked for', () => {
  const data = { ...CIFAR10, validationSamples: 500 };
  const config = resolveConfig({ settings: { validationSplit: '0.1' } }, {});
  expect(() => checkConfig(config, data)).toThrow(
    '--validation-split is 0.1, but the data has a validation split of its own, of 500 samples: leave the setting out',
  );
  const stopping = resolveConfig({ settings: { stopWhenGainBelow: '0.01' } }, {});
  expect(() => checkConfig(stopping, data)).not.toThrow();
});

test.for(['uint8', 'float32', 'int32'] as const)('it takes images of %s', (type) => {
  const sample = { shape: [32, 32, 96], type };
  expect(() => checkConfig(resolveConfig({}, {}), { ...CIFAR10, sample })).not.toThrow();
});

test('limits as large as the dataset and the run fit', () => {
  const limits = { trainLimit: '50000', testLimit: '10000', minMembers: '4' };
  const config = resolveConfig({ settings: limits }, {});
  expect(() => checkConfig(config, CIFAR10)).not.toThrow();
});

test.each([
  [50_000, 0.1, 45_000],
  [50_000, 0, 50_000],
  [601, 0.25, 450], // Keras: int(floor(601 * 0.75))
])('of %d images with a validation split of %d, %d are trained on', (used, split, trained) => {
  expect(trainedSamples(used, split)).toBe(trained);
});

test('each rule says which settings it is about, and names the first of them', () => {
  const { document } = resolveConfig({}, {});
  for (const { settings, message } of CONFIG_RULES) {
    const words = message((path) => `<${path}>`, document, CIFAR10);
    const named = [...words.matchAll(/<(.*?)>/g)].map(([, path]) => path);
    expect(named[0]).toBe(settings[0]);
    expect(settings).toEqual(expect.arrayContaining(named));
  }
});
