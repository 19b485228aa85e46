import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { Activation } from './layers/activation.ts';
import { conv2d } from './layers/conv2d.ts';
import { flatten } from './layers/flatten.ts';
import type { Operation, Pass } from './layers/layer.ts';
import { maxPooling2d } from './layers/max-pooling2d.ts';
import { poolBeforeBias } from './rewrites.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const INPUT = [7, 6, 2];

const convolution = (activation: Activation = 'relu') =>
  conv2d({ name: 'conv1', filters: 3, kernelSize: 2, activation })(INPUT);

const pooling = maxPooling2d({ name: 'pool1', poolSize: 2 })([7, 6, 3]);

function run(operations: readonly Operation[]): tf.Tensor {
  const weights = {
    'conv1/kernel': tf.randomNormal([2, 2, 2, 3], 0, 1, 'float32', 1),
    'conv1/bias': tf.tensor1d([-0.3, 0.1, 0.7]),
  };
  const pass: Pass = { weights, random: {}, mode: 'train', update: () => {} };
  const images: tf.Tensor = tf.randomNormal([5, ...INPUT], 0, 1, 'float32', 2);
  return operations.reduce((x, operation) => operation.forward(x, pass), images);
}

test.for<Activation>(['relu', 'linear'])(
  'pooling before a bias and %s gives the same bits',
  (activation) => {
    const layers = [convolution(activation), pooling];
    const rewritten = poolBeforeBias(layers);
    expect(rewritten).toHaveLength(3);
    expect(rewritten[1]).toBe(pooling);
    expect(run(rewritten).dataSync()).toEqual(run(layers).dataSync());
  },
);

test('a convolution is left as it is before anything else, or with an activation that may decrease', () => {
  const flat = flatten({ name: 'flatten' })([7, 6, 3]);
  for (const layers of [
    [convolution(), flat],
    [pooling, convolution()],
    [convolution('softmax'), pooling],
  ]) {
    expect(poolBeforeBias(layers)).toEqual(layers);
  }
});
