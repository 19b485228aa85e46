import type { KnownDataset } from '@chorus/data';
import { expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { fitToData } from './own-data-defaults.ts';
import { resolveConfig } from './resolve-config.ts';

function dataOf(name: string, shape: readonly number[], trainSamples: number): KnownDataset {
  const classes = ['cat', 'dog', 'owl'];
  const trainLabels = Int32Array.from({ length: trainSamples }, (_, index) => index % 3);
  return {
    ...{ name, sha256: 'ab'.repeat(32), synthetic: false, classes, trainLabels },
    ...{ sample: { shape, type: 'uint8' }, trainSamples, testSamples: 90 },
  } as KnownDataset;
}

function fit(data: KnownDataset, settings: Record<string, string> = {}) {
  const { config, filledIn } = fitToData(resolveConfig({ settings }, {}), data);
  checkConfig(config, data);
  return { ...config.document, filledIn };
}

test('CIFAR-10 and the generated images keep the defaults of the experiment', () => {
  for (const name of ['cifar10', 'shapes']) {
    const config = resolveConfig({}, {});
    const data = dataOf(name, [32, 32, 3], 900);
    expect(fitToData(config, data)).toEqual({ config, filledIn: undefined });
  }
});

test.each([
  [
    [28, 28, 1],
    [16, 32, 64],
  ],
  [
    [32, 32, 3],
    [16, 32, 64],
  ],
  [
    [96, 128, 3],
    [16, 32, 64, 64, 64],
  ],
  [
    [256, 256, 3],
    [16, 32, 64, 64, 64, 64],
  ],
  [[4, 40, 1], [16]],
  [[2, 2, 1], [16]],
])('pictures of %j get the convolution blocks %j', (shape, filters) => {
  const { network } = fit(dataOf('images', shape, 480));
  expect(network).toMatchObject({ name: 'cnn', filters, kernelSize: 3, dropout: 0.25 });
  expect(network.denseUnits).toEqual([64]);
});

test.each([[[12]], [[1, 1, 3]], [[10, 4]]])('samples of %j get dense layers alone', (shape) => {
  const { network } = fit(dataOf('arrays', shape, 480));
  expect(network).toMatchObject({ name: 'mlp', denseUnits: [64, 64], dropout: 0.25 });
  expect(network.filters).toBeUndefined();
});

test.each([
  [60_000, 15, 32],
  [480, 67, 32],
  [100, 100, 32],
  [20, 100, 20],
])('of %d samples a member takes %d epochs in batches of %d', (samples, epochs, batchSize) => {
  expect(fit(dataOf('tables', [4], samples)).training).toMatchObject({ epochs, batchSize });
});

test('samples that are held out for validation are not counted', () => {
  const { training } = fit(dataOf('tables', [4], 480), { validationSplit: '0.5' });
  expect(training.epochs).toBe(100);
});

test('what the user says stays, and only the rest is told', () => {
  const said = { epochs: '15', denseUnits: '200', batchSize: '60' };
  const { network, training, filledIn } = fit(dataOf('images', [32, 32, 3], 480), said);
  expect(training).toMatchObject({ epochs: 15, batchSize: 60 });
  expect(network).toMatchObject({ denseUnits: [200], filters: [16, 32, 64] });
  expect(filledIn).toBe('--network cnn --filters 16,32,64 --kernel-size 3 --dropout 0.25');
});

test('networks without sizes get none', () => {
  const { network, filledIn } = fit(dataOf('images', [32, 32, 3], 480), { network: 'resnet20' });
  expect(network).toEqual({ name: 'resnet20', head: 'given', weights: 'model' });
  expect(filledIn).toBe('--epochs 67 --batch-size 32');
});
