import { cnnTopology, type CnnSizes, type Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { createHash, type Hash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { chainOf, topologyOf } from '../testing/topology-of.ts';
import { layersNetwork } from './layers-network.ts';
import { Model } from './model.ts';
import type { Network, Tensors } from './network.ts';

const EXPERIMENT: CnnSizes = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const experiment = () => layersNetwork(cnnTopology(EXPERIMENT, [32, 32, 3], 10));

const softmax = (units = 3) => tf.layers.dense({ name: 'output', units, activation: 'softmax' });

/** The values of a network's weights, none of them zero. */
function someWeights(network: Network): Tensors {
  const values = network.weights.map(({ name, shape }, index) => {
    return [name, tf.randomUniform([...shape], 0.1, 0.4, 'float32', index + 1)] as const;
  });
  return Object.fromEntries(values);
}

/** What the network is saved as predicts with these weights. */
function predictedBySaved(network: Network, weights: Tensors, x: tf.Tensor): tf.Tensor {
  const model = network.layersModel(1);
  for (const weight of model.weights) weight.write(weights[weight.originalName]!);
  return model.predict(x) as tf.Tensor;
}

function randomOf(network: Network, batch: number): Tensors {
  return Object.fromEntries(
    network.randomInputs.map(({ name, draw }) => [name, draw(batch, 1, 1)]),
  );
}

describe("the experiment's CNN", () => {
  test('is saved with the layers of the experiment: same padding, ReLU, dropout, softmax', () => {
    const configs = experiment()
      .layersModel(1)
      .layers.map((layer) => layer.getConfig());
    const activations = configs.flatMap((config) => config['activation'] ?? []);
    expect(activations).toEqual([...Array(8).fill('relu'), 'softmax']);
    const convolutions = configs.filter((config) => config['filters'] !== undefined);
    for (const { kernelSize, padding, strides } of convolutions) {
      expect({ kernelSize, padding, strides }).toEqual({
        kernelSize: [4, 4],
        padding: 'same',
        strides: [1, 1],
      });
    }
    expect(configs.flatMap((config) => config['rate'] ?? [])).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test('has its weights by name, shape and kind', () => {
    const weights = experiment().weights.map(({ name, shape, kind }) => [name, ...shape, kind]);
    expect(weights.slice(0, 2)).toEqual([
      ['conv1/kernel', 4, 4, 3, 15, 'kernel'],
      ['conv1/bias', 15, 'bias'],
    ]);
    expect(weights.at(-1)).toEqual(['output/bias', 10, 'bias']);
    expect(weights).toHaveLength(18);
  });

  test('begins with the weights, drops the outputs and is saved with the layers of all versions before', () => {
    const network = experiment();
    const digest = (add: (hash: Hash) => void) => {
      const hash = createHash('sha256');
      add(hash);
      return hash.digest('hex').slice(0, 16);
    };
    const { weights } = new Model(network, 7);
    const digests = [
      digest((hash) => {
        for (const [name, weight] of Object.entries(weights)) {
          hash.update(name).update(weight.dataSync<'float32'>());
        }
      }),
      digest((hash) => {
        for (const { name, draw } of network.randomInputs) {
          hash.update(name).update(draw(3, 7, 2).dataSync<'float32'>());
        }
      }),
      digest((hash) => hash.update(network.layersModel(7).toJSON() as string)),
    ];
    expect(digests).toEqual(['2edc915b2839eea2', '8ef195ad2e76cadd', '5cc0ae6c2477b28d']);
  });

  test('is saved with initializers that give the weights with which it began', () => {
    const { weights } = new Model(experiment(), 7);
    const { layers } = experiment().layersModel(7);
    for (const layer of layers.filter((each) => each.weights.length > 0)) {
      const { kernelInitializer } = layer as unknown as { kernelInitializer: Applicable };
      const kernel = weights[`${layer.name}/kernel`]!;
      expect(kernelInitializer.apply(kernel.shape).dataSync()).toEqual(kernel.dataSync());
    }
  });

  test('has random inputs that are named as its dropouts, in their order', () => {
    const { randomInputs } = experiment();
    const names = ['dropout1', 'dropout2', 'dropout3', 'dropout4'];
    expect(randomInputs.map(({ name }) => name)).toEqual(names);
    expect(randomInputs.map(({ draw }) => draw(7, 1, 1).shape)).toEqual([
      [7, 200],
      [7, 200],
      [7, 100],
      [7, 100],
    ]);
  });

  test('training pools before it adds the bias, predicting after', async () => {
    const { network, weights } = new Model(experiment(), 1);
    const images = tf.zeros([1, 32, 32, 3]);
    const random = randomOf(network, 1);
    const firstSum = async (mode: 'train' | 'predict') => {
      const { kernels } = await tf.profile(() => {
        const forward = () =>
          network.forward(images, weights, random, mode).logits.sum().asScalar();
        return mode === 'train' ? tf.variableGrads(forward).grads : forward();
      });
      return kernels.find(({ name }) => name === 'Add')!.outputShapes;
    };
    expect(await firstSum('train')).toEqual([[1, 16, 16, 15]]);
    expect(await firstSum('predict')).toEqual([[1, 10]]); // all others are fused with what is before them
  });
});

interface Applicable {
  apply(shape: readonly number[]): tf.Tensor;
}

test('a network makes no tensor before it is used, and leaves none behind', () => {
  const topology = chainOf([6], [tf.layers.dropout({ name: 'drop', rate: 0.5 }), softmax()]);
  const before = tf.memory().numTensors;
  const network = layersNetwork(topology);
  expect(network.randomInputs).toHaveLength(1);
  expect(tf.memory().numTensors).toBe(before);
  const model = new Model(network, 1);
  const random = randomOf(network, 4);
  const x = tf.ones([4, 6]);
  for (const mode of ['train', 'predict'] as const) {
    const { logits } = network.forward(x, model.weights, random, mode);
    logits.dispose();
  }
  model.dispose();
  tf.dispose([random, x]);
  expect(tf.memory().numTensors).toBe(before);
});

/** Networks of every form that a topology may have, for samples of [6]. */
const FORMS: Readonly<Record<string, () => tf.LayersModel>> = {
  'one layer after the other': () =>
    tf.sequential({
      layers: [tf.layers.dense({ name: 'first', units: 4, inputShape: [6] }), softmax()],
    }),
  branches: () => {
    const inputs = tf.input({ shape: [6] });
    const [one, other] = ['one', 'other'].map(
      (name) => tf.layers.dense({ name, units: 4 }).apply(inputs) as tf.SymbolicTensor,
    ) as [tf.SymbolicTensor, tf.SymbolicTensor];
    const sum = tf.layers.add({ name: 'sum' }).apply([one, other]) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: softmax().apply(sum) as tf.SymbolicTensor });
  },
  'a network within a network': () => {
    const body = tf.sequential({
      name: 'body',
      layers: [tf.layers.dense({ name: 'inner', units: 5, inputShape: [6] })],
    });
    const inputs = tf.input({ shape: [6] });
    return tf.model({
      inputs,
      outputs: softmax().apply(body.apply(inputs) as tf.SymbolicTensor) as tf.SymbolicTensor,
    });
  },
  'a network that ends with another': () => {
    const head = tf.sequential({
      name: 'head',
      layers: [tf.layers.dense({ name: 'inner', units: 5, inputShape: [6] }), softmax()],
    });
    return tf.sequential({
      layers: [tf.layers.reLU({ name: 'relu', inputShape: [6] }), head],
    });
  },
  'a layer that is used twice': () => {
    const inputs = tf.input({ shape: [6] });
    const shared = tf.layers.dense({ name: 'shared', units: 6 });
    const twice = shared.apply(shared.apply(inputs)) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: softmax().apply(twice) as tf.SymbolicTensor });
  },
  'a softmax as an activation layer': () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ name: 'first', units: 3, inputShape: [6] }),
        tf.layers.activation({ name: 'end', activation: 'softmax' }),
      ],
    }),
  'a softmax layer': () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ name: 'first', units: 3, inputShape: [6] }),
        tf.layers.softmax({ name: 'end' }),
      ],
    }),
};

test.for(Object.entries(FORMS))('%s: its logits are those of what it is saved as', ([, form]) => {
  const network = layersNetwork(topologyOf(form()));
  expect([network.sampleShape, network.classes]).toEqual([[6], 3]);
  const weights = someWeights(network);
  const x = tf.randomNormal([5, 6], 0, 1, 'float32', 9);
  const expected = predictedBySaved(network, weights, x).dataSync();
  for (const mode of ['train', 'predict'] as const) {
    const { logits, updated } = network.forward(x, weights, {}, mode);
    expect(tf.softmax(logits).dataSync()).toEqual(expected);
    expect(updated).toEqual({});
  }
});

test('layers that are not trainable have weights that are not, those of a nested network among them', () => {
  const trainable = (topology: Topology) =>
    Object.fromEntries(layersNetwork(topology).weights.map((each) => [each.name, each.trainable]));
  const chain = chainOf(
    [6],
    [
      tf.layers.dense({ name: 'frozen', units: 4, trainable: false }),
      tf.layers.batchNormalization({ name: 'normal' }),
      softmax(),
    ],
  );
  expect(trainable(chain)).toEqual({
    'frozen/kernel': false,
    'frozen/bias': false,
    'normal/gamma': true,
    'normal/beta': true,
    'normal/moving_mean': false,
    'normal/moving_variance': false,
    'output/kernel': true,
    'output/bias': true,
  });
});

test('layers within layers that are not trainable are not', () => {
  const freeze = (topology: Topology, name: string) =>
    JSON.parse(
      JSON.stringify(topology, (_, value: unknown) => {
        const { name: found } = (value ?? {}) as { name?: string };
        return found === name && typeof value === 'object' && !('class_name' in value!)
          ? { ...value, trainable: false }
          : value;
      }),
    ) as Topology;
  const body = tf.sequential({
    name: 'body',
    layers: [tf.layers.batchNormalization({ name: 'normal', inputShape: [4, 6] })],
  });
  const topology = chainOf(
    [4, 6],
    [
      body,
      tf.layers.timeDistributed({ name: 'places', layer: tf.layers.dense({ units: 3 }) }),
      tf.layers.bidirectional({ name: 'both', layer: tf.layers.gru({ units: 2 }) as tf.RNN }),
      softmax(),
    ],
  );
  const trained = (name: string) =>
    new Set(
      layersNetwork(freeze(topology, name))
        .weights.filter(({ trainable }) => trainable)
        .map((weight) => weight.name.split('/')[0]),
    );
  expect(trained('')).toEqual(new Set(['normal', 'places', 'both', 'output']));
  expect(trained('places')).toEqual(new Set(['normal', 'both', 'output']));
  expect(trained('both')).toEqual(new Set(['normal', 'places', 'output']));
  expect(trained('body')).toEqual(new Set(['places', 'both', 'output']));
  const frozen = layersNetwork(freeze(topology, 'body'));
  const x = tf.randomNormal([3, 4, 6], 0, 1, 'float32', 1);
  const { logits, updated } = frozen.forward(x, someWeights(frozen), {}, 'train');
  expect(updated).toEqual({});
  const predicted = frozen.forward(x, someWeights(frozen), {}, 'predict').logits;
  expect(logits.dataSync()).toEqual(predicted.dataSync());
});

test('each weight says what it is for', () => {
  const kinds = (topology: Topology) =>
    layersNetwork(topology).weights.map(({ name, kind }) => [name.split('/').at(-1), kind]);
  const recurrent = chainOf(
    [5],
    [
      tf.layers.embedding({ inputDim: 7, outputDim: 4 }),
      tf.layers.gru({ units: 3 }),
      tf.layers.layerNormalization({}),
      tf.layers.prelu({}),
      softmax(),
    ],
  );
  expect(kinds(recurrent)).toEqual([
    ['embeddings', 'embedding'],
    ['kernel', 'kernel'],
    ['recurrent_kernel', 'kernel'],
    ['bias', 'bias'],
    ['gamma', 'normalisation-scale'],
    ['beta', 'normalisation-bias'],
    ['alpha', 'other'],
    ['kernel', 'kernel'],
    ['bias', 'bias'],
  ]);
  const normalised = chainOf([5], [tf.layers.batchNormalization({}), softmax()]);
  expect(kinds(normalised).slice(0, 4)).toEqual([
    ['gamma', 'normalisation-scale'],
    ['beta', 'normalisation-bias'],
    ['moving_mean', 'statistic'],
    ['moving_variance', 'statistic'],
  ]);
});

test("regularizers' penalty is Keras' sum over the weights that are trained", () => {
  const regularized = (name: string, more: object) =>
    tf.layers.dense({
      name,
      units: 4,
      kernelRegularizer: tf.regularizers.l1l2({ l1: 0.1, l2: 0.01 }),
      ...more,
    });
  const network = layersNetwork(
    chainOf(
      [6],
      [
        regularized('both', { biasRegularizer: tf.regularizers.l2() }),
        regularized('frozen', { trainable: false }),
        softmax(),
      ],
    ),
  );
  const weights = someWeights(network);
  const sums = (name: string) => {
    const values = [...weights[name]!.dataSync()];
    return {
      absolute: values.reduce((sum, value) => sum + Math.abs(value), 0),
      squares: values.reduce((sum, value) => sum + value ** 2, 0),
    };
  };
  const [kernel, bias] = [sums('both/kernel'), sums('both/bias')];
  const expected = 0.1 * kernel.absolute + 0.01 * kernel.squares + 0.01 * bias.squares;
  const x = tf.ones([2, 6]);
  expect(network.forward(x, weights, {}, 'train').penalty!.dataSync()[0]).toBeCloseTo(expected, 5);
  expect(network.forward(x, weights, {}, 'predict').penalty).toBeUndefined();
});

describe('is refused, and says what to do:', () => {
  const dense = (more: object = {}) => tf.layers.dense({ name: 'first', units: 3, ...more });
  test.for<[string, () => Topology, RegExp]>([
    ['logits', () => chainOf([6], [dense()]), /no distribution over the classes: end it with a/],
    ['a sigmoid', () => chainOf([6], [dense({ activation: 'sigmoid' })]), /no distribution/],
    [
      'a row of distributions',
      () => chainOf([4, 6], [softmax()]),
      /gives \[4, 3\] for a sample instead of a row of classes: flatten it/,
    ],
    [
      'a stateful layer',
      () =>
        topologyOf(
          tf.sequential({
            layers: [
              tf.layers.lstm({
                name: 'memory',
                units: 2,
                stateful: true,
                batchInputShape: [4, 5, 3],
              }) as tf.layers.Layer,
              softmax(),
            ],
          }),
        ),
      /layer memory \(LSTM\) is stateful/,
    ],
    [
      'images that vanish',
      () =>
        chainOf(
          [3, 3, 1],
          [
            tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
            tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
            tf.layers.flatten({ name: 'flatten' }),
            softmax(),
          ],
        ),
      /layer pool2 \(MaxPooling2D\) would give \[0, 0, 1\]: the samples are too small/,
    ],
    [
      'a layer that tfjs does not know',
      () => ({
        class_name: 'Sequential',
        config: {
          name: 's',
          layers: [
            { class_name: 'RandomFlip', config: { name: 'f' } },
            { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'softmax' } },
          ],
        },
      }),
      /^the network cannot be built: Unknown layer: RandomFlip/,
    ],
    [
      'samples of another rank',
      () => cnnTopology({ ...EXPERIMENT, filters: [1] }, [20], 3),
      /incompatible with layer conv1: expected ndim=4, found ndim=2/,
    ],
    [
      'two weights of one name',
      () => {
        const nested = (name: string) =>
          tf.sequential({
            name,
            layers: [tf.layers.dense({ name: 'same', units: 6, inputShape: [6] })],
          });
        return chainOf([6], [nested('one'), nested('other'), softmax()]);
      },
      /two weights have the name same\/kernel/,
    ],
  ])('%s', ([, topology, message]) => {
    expect(() => layersNetwork(topology())).toThrow(
      expect.objectContaining({
        name: 'TrainingError',
        code: 'bad-model',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});
