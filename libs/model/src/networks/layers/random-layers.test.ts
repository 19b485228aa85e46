import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chainOf } from '../../testing/topology-of.ts';
import { dropoutMask, maskSeed } from '../dropout-mask.ts';
import { layersNetwork } from '../layers-network.ts';
import { Model } from '../model.ts';
import type { Network, Tensors } from '../network.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const [BATCH, SEED] = [4, 5];

function networkOf(shape: readonly number[], ...layers: tf.layers.Layer[]): Network {
  const last = [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'output', units: 2, activation: 'softmax' }),
  ];
  return layersNetwork(chainOf(shape, [...layers, ...last.slice(shape.length > 1 ? 0 : 1)]));
}

function drawn({ randomInputs }: Network, step = 1, seed = SEED): Tensors {
  return Object.fromEntries(
    randomInputs.map(({ name, draw }) => [name, draw(BATCH, seed, step)] as const),
  );
}

function values(tensors: Tensors): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );
}

const dropout = (name: string, more: object = {}) =>
  tf.layers.dropout({ name, rate: 0.5, ...more });

test("a dropout's factors are those of its name, of dropout1, dropout2 … of the number", () => {
  const inputs = values(drawn(networkOf([200], dropout('before'), dropout('dropout2'))));
  const expected = (key: string | number) => [
    ...dropoutMask([BATCH, 200], 0.5, maskSeed(SEED, key), 1).dataSync(),
  ];
  expect(inputs).toEqual({ before: expected('before'), dropout2: expected(2) });
});

test('seed, step, layer and how often a layer is asked change the numbers, other layers do not', () => {
  const alone = drawn(networkOf([200], dropout('same')));
  const more = networkOf(
    [200],
    tf.layers.gaussianNoise({ name: 'new', stddev: 1 }),
    dropout('same'),
  );
  expect(values(drawn(more))['same']).toEqual(values(alone)['same']);
  const others = [values(drawn(more, 2)), values(drawn(more, 1, SEED + 1))];
  for (const other of others) expect(other['same']).not.toEqual(values(alone)['same']);
  const inTime = networkOf(
    [3, 50],
    tf.layers.timeDistributed({ name: 'time', layer: dropout('inner') }),
  );
  const perPlace = values(drawn(inTime));
  expect(Object.keys(perPlace)).toEqual(['time', 'time_1', 'time_2']);
  expect(new Set(Object.values(perPlace).map(String)).size).toBe(3);
});

test.for<[string, tf.layers.Layer[], number[], Record<string, number[]>]>([
  [
    'channels',
    [tf.layers.spatialDropout1d({ name: 'drop', rate: 0.5 })],
    [5, 3],
    { drop: [BATCH, 1, 3] },
  ],
  ['a shape of noise', [dropout('drop', { noiseShape: [1, 5, 1] })], [5, 3], { drop: [1, 5, 1] }],
  [
    'gates',
    [
      tf.layers.lstm({
        name: 'memory',
        units: 2,
        dropout: 0.3,
        recurrentDropout: 0.2,
        returnSequences: true,
      }) as never,
    ],
    [5, 3],
    Object.fromEntries(
      Array.from({ length: 8 }, (_, gate) => [
        gate === 0 ? 'memory' : `memory_${gate}`,
        [BATCH, gate < 4 ? 3 : 2],
      ]),
    ),
  ],
  [
    'both directions',
    [
      tf.layers.bidirectional({
        name: 'both',
        layer: tf.layers.simpleRNN({ units: 2, dropout: 0.3, returnSequences: true }) as tf.RNN,
      }),
    ],
    [5, 3],
    { both_forward: [BATCH, 3], both_backward: [BATCH, 3] },
  ],
])('%s: as many numbers as are dropped', ([, layers, shape, expected]) => {
  const inputs = drawn(networkOf(shape, ...layers));
  const shapes = Object.entries(inputs).map(([name, tensor]) => [name, tensor.shape]);
  expect(Object.fromEntries(shapes)).toEqual(expected);
});

/** What a layer gives for many ones and in training, as one row. */
function outputs(layer: tf.layers.Layer, x: tf.Tensor): Float32Array {
  const network = networkOf(x.shape.slice(1), layer);
  const random = Object.fromEntries(
    network.randomInputs.map(({ name, draw }) => [name, draw(x.shape[0]!, SEED, 1)] as const),
  );
  const { weights } = new Model(network, 1);
  weights['output/kernel']!.assign(tf.ones(weights['output/kernel']!.shape));
  // Each sample has one value: the sum of the layer's outputs is that output.
  const { logits } = network.forward(x, weights, random, 'train');
  return logits.slice([0, 0], [-1, 1]).dataSync<'float32'>();
}

function spread(found: Float32Array): { mean: number; deviation: number } {
  const { mean, variance } = tf.moments(tf.tensor1d(found));
  return { mean: mean.dataSync()[0]!, deviation: Math.sqrt(variance.dataSync()[0]!) };
}

test.for<[string, () => tf.layers.Layer, mean: number, deviation: number]>([
  ['dropout', () => dropout('drop', { rate: 0.2 }), 1, 0.5],
  ['gaussianDropout', () => tf.layers.gaussianDropout({ name: 'drop', rate: 0.2 }), 1, 0.5],
  ['gaussianNoise', () => tf.layers.gaussianNoise({ name: 'drop', stddev: 0.3 }), 1, 0.3],
])('%s keeps the mean of its inputs, and spreads them', ([, layer, mean, deviation]) => {
  const found = spread(outputs(layer(), tf.ones([20_000, 1])));
  expect(found.mean).toBeCloseTo(mean, 1.5);
  expect(found.deviation).toBeCloseTo(deviation, 1.5);
});

test('alphaDropout keeps mean and variance of inputs that are 0 and 1', () => {
  const x = tf.randomNormal([20_000, 1], 0, 1, 'float32', 3);
  const found = spread(outputs(tf.layers.alphaDropout({ name: 'drop', rate: 0.3 }), x));
  expect(found.mean).toBeCloseTo(0, 1.3);
  expect(found.deviation).toBeCloseTo(1, 1.3);
});

test('a rate of nothing needs no numbers', () => {
  expect(networkOf([200], dropout('none', { rate: 0 })).randomInputs).toEqual([]);
});
