import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { layersNetwork } from '../layers-network.ts';
import type { Mode } from '../network.ts';
import { Model } from '../model.ts';
import { chainOf, topologyOf } from '../../testing/topology-of.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const conv = (more: object = {}) =>
  tf.layers.conv2d({ name: 'conv', filters: 3, kernelSize: 2, ...more });
const pool = (more: object = {}) => tf.layers.maxPooling2d({ name: 'pool', poolSize: 2, ...more });

/** A chain, whether its pooling comes first in training, and the shape of its samples. */
interface Case {
  readonly layers: () => tf.layers.Layer[];
  readonly first: boolean;
  readonly shape?: number[];
}

const CASES: Readonly<Record<string, Case>> = {
  'a convolution with ReLU': { layers: () => [conv({ activation: 'relu' }), pool()], first: true },
  'a linear convolution with steps, padded': {
    layers: () => [conv({ strides: 2, padding: 'same' }), pool({ padding: 'same', strides: 1 })],
    first: true,
  },
  'a convolution without bias': {
    layers: () => [conv({ useBias: false, activation: 'relu6' }), pool()],
    first: true,
  },
  'layers of activations between the two': {
    layers: () => [
      conv(),
      tf.layers.reLU({ name: 'relu', maxValue: 2 }),
      tf.layers.activation({ name: 'activation', activation: 'relu' }),
      pool(),
    ],
    first: true,
  },
  sequences: {
    layers: () => [
      tf.layers.conv1d({ name: 'conv', filters: 3, kernelSize: 2, activation: 'relu' }),
      tf.layers.maxPooling1d({ name: 'pool', poolSize: 2 }),
    ],
    first: true,
    shape: [9, 2],
  },
  volumes: {
    layers: () => [
      tf.layers.conv3d({ name: 'conv', filters: 3, kernelSize: 2, activation: 'relu' }),
      tf.layers.maxPooling3d({ name: 'pool', poolSize: 2 }),
    ],
    first: true,
    shape: [5, 5, 5, 2],
  },
  'an activation that may decrease': {
    layers: () => [conv({ activation: 'softmax' }), pool()],
    first: false,
  },
  averages: {
    layers: () => [
      conv({ activation: 'relu' }),
      tf.layers.averagePooling2d({ name: 'pool', poolSize: 2 }),
    ],
    first: false,
  },
};

test.for(Object.entries(CASES))(
  '%s: training gives the bits of predicting',
  async ([, { layers, first, shape = [7, 6, 2] }]) => {
    const network = layersNetwork(
      chainOf(shape, [
        ...layers(),
        tf.layers.flatten({ name: 'flatten' }),
        tf.layers.dense({ name: 'output', units: 3, activation: 'softmax' }),
      ]),
    );
    const weights = Object.fromEntries(
      network.weights.map(({ name, shape }, index) => [
        name,
        tf.randomNormal([...shape], 0, 1, 'float32', index + 1),
      ]),
    );
    const x = tf.randomNormal([5, ...shape], 0, 1, 'float32', 9);
    const run = async (mode: Mode) => {
      let values!: Float32Array;
      const { kernelNames } = await tf.profile(() => {
        const { logits } = network.forward(x, weights, {}, mode);
        values = logits.dataSync<'float32'>();
        return logits;
      });
      const pooling = kernelNames.findIndex((name) => name.startsWith('MaxPool'));
      return { values, summed: kernelNames.slice(0, pooling).includes('Add') };
    };
    const [training, predicting] = [await run('train'), await run('predict')];
    expect(training.values).toEqual(predicting.values);
    if (first) expect(training.summed).toBe(false);
  },
);

test('of a convolution whose outputs others take as well nothing is put off', () => {
  const inputs = tf.input({ shape: [6, 6, 2] });
  const convolved = conv({ activation: 'relu', padding: 'same' }).apply(inputs);
  const parts = [pool({ strides: 1, padding: 'same' }).apply(convolved), convolved];
  const joined = tf.layers.concatenate({ name: 'both' }).apply(parts as tf.SymbolicTensor[]);
  const flat = tf.layers.flatten({ name: 'flatten' }).apply(joined);
  const outputs = tf.layers
    .dense({ name: 'output', units: 2, activation: 'softmax' })
    .apply(flat) as tf.SymbolicTensor;
  const model = tf.model({ inputs, outputs });
  const network = layersNetwork(topologyOf(model));
  const { weights } = new Model(network, 1);
  const x = tf.randomNormal([3, 6, 6, 2], 0, 1, 'float32', 3);
  const [train, predict] = (['train', 'predict'] as const).map((mode) =>
    network.forward(x, weights, {}, mode).logits.dataSync(),
  );
  expect(train).toEqual(predict);
});
