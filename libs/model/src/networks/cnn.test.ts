import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { cnn, type CnnConfig } from './cnn.ts';
import { Model } from './model.ts';
import { TrainingError } from '../training-error.ts';

const EXPERIMENT: CnnConfig = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};
const CIFAR10_SHAPE = [32, 32, 3];

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const experiment = () => cnn(EXPERIMENT, CIFAR10_SHAPE, 10);

const weights = (seed = 1) => Object.values(new Model(experiment(), seed).weights);

test("the experiment's CNN has exactly these layers and 132,435 parameters", () => {
  const model = experiment().layersModel(1);
  const table = model.layers.map((layer) => [
    layer.getClassName(),
    ...(layer.outputShape as number[]).slice(1),
    layer.countParams(),
  ]);
  expect(table).toEqual([
    ['InputLayer', 32, 32, 3, 0],
    ['Conv2D', 32, 32, 15, 735],
    ['MaxPooling2D', 16, 16, 15, 0],
    ['Conv2D', 16, 16, 30, 7_230],
    ['MaxPooling2D', 8, 8, 30, 0],
    ['Conv2D', 8, 8, 30, 14_430],
    ['MaxPooling2D', 4, 4, 30, 0],
    ['Conv2D', 4, 4, 30, 14_430],
    ['MaxPooling2D', 2, 2, 30, 0],
    ['Flatten', 120, 0],
    ['Dense', 200, 24_200],
    ['Dropout', 200, 0],
    ['Dense', 200, 40_200],
    ['Dropout', 200, 0],
    ['Dense', 100, 20_100],
    ['Dropout', 100, 0],
    ['Dense', 100, 10_100],
    ['Dropout', 100, 0],
    ['Dense', 10, 1_010],
  ]);
  expect(model.countParams()).toBe(132_435);
});

test('the layers are those of the experiment: same padding, ReLU, dropout, softmax', () => {
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
  const rates = configs.flatMap((config) => config['rate'] ?? []);
  expect(rates).toEqual([0.5, 0.5, 0.5, 0.5]);
});

test('its weights are those of the layers that it is saved as, by name, shape and value', () => {
  const { weights } = new Model(experiment(), 7);
  const saved = experiment().layersModel(7).weights;
  expect(saved.map(({ originalName }) => originalName)).toEqual(Object.keys(weights));
  for (const weight of saved) {
    const value = weights[weight.originalName]!;
    expect(value.shape).toEqual(weight.read().shape);
    expect(value.dataSync()).toEqual(weight.read().dataSync());
  }
});

test('convolution kernels start with the spread of Glorot normal, cut off at two deviations', () => {
  const kernel = weights()[2]!; // conv2: [4, 4, 15, 30]
  const glorot = Math.sqrt(2 / (16 * 15 + 16 * 30));
  const { mean, variance } = tf.moments(kernel);
  expect(mean.dataSync()[0]).toBeCloseTo(0, 2);
  expect(Math.sqrt(variance.dataSync()[0]!) / glorot).toBeCloseTo(1, 1.5);
  expect(kernel.abs().max().dataSync()[0]! / glorot).toBeLessThan(2 / 0.8796);
});

test('dense kernels start as Glorot uniform, not the Glorot normal of tfjs', () => {
  const kernel = weights()[10]!; // dense2: [200, 200]
  const limit = Math.sqrt(6 / 400);
  expect(kernel.abs().max().dataSync()[0]! / limit).toBeCloseTo(1, 3);
  expect(kernel.abs().mean().dataSync()[0]! / limit).toBeCloseTo(0.5, 2);
});

test('biases start at zero', () => {
  const biases = weights().filter((weight) => weight.rank === 1);
  expect(biases.map((bias) => bias.abs().max().dataSync()[0])).toEqual(Array(9).fill(0));
});

test('initial weights are a function of the seed, and every layer has its own', () => {
  const values = (seed: number) => weights(seed).map((weight) => weight.dataSync());
  expect(values(1)).toEqual(values(1));
  expect(values(1)[0]).not.toEqual(values(2)[0]);
  const [third, fourth] = [values(1)[4], values(1)[6]]; // conv3 and conv4 have the same shape
  expect(third).not.toEqual(fourth);
});

test('without dropout both forward passes are the saved model, bit for bit', () => {
  const config = { ...EXPERIMENT, filters: [5, 6], denseUnits: [12] };
  const network = cnn(config, [9, 7, 3], 4);
  const { weights } = new Model(network, 3);
  const saved = network.layersModel(3);
  for (const weight of saved.weights) {
    const value = tf.randomNormal(weight.shape as number[], 0, 0.2); // no zero bias
    weight.write(value);
    weights[weight.originalName]!.assign(value);
  }
  const images = tf.randomUniform<tf.Rank.R4>([6, 9, 7, 3]);
  const softmax = saved.predict(images) as tf.Tensor;
  const keptAll = { dropout1: tf.ones([6, 12]) };
  for (const mode of ['train', 'predict'] as const) {
    const { logits, updated } = network.forward(images, weights, keptAll, mode);
    expect(tf.softmax(logits).dataSync()).toEqual(softmax.dataSync());
    expect(updated).toEqual({});
  }
});

test('training pools before it adds the bias, predicting after', async () => {
  const { network, weights } = new Model(experiment(), 1);
  const images = tf.zeros([1, 32, 32, 3]);
  const random = Object.fromEntries(
    network.randomInputs.map(({ name, draw }) => [name, draw(1, 1, 1)]),
  );
  const newKernels = async (mode: 'train' | 'predict') => {
    const { kernelNames } = await tf.profile(() => {
      const forward = () => network.forward(images, weights, random, mode).logits.sum().asScalar();
      return mode === 'train' ? tf.variableGrads(forward).grads : forward();
    });
    return kernelNames.filter((name) => /^(Fused)?Conv2D$|^MaxPool$|^Add$/.test(name)).slice(0, 3);
  };
  expect(await newKernels('train')).toEqual(['Conv2D', 'MaxPool', 'Add']);
  expect(await newKernels('predict')).toEqual(['FusedConv2D', 'MaxPool', 'Add']);
});

test('more blocks than the image can be halved are refused with the remedy', () => {
  const config = { ...EXPERIMENT, filters: [1, 1, 1, 1] };
  const tiny = [8, 8, 3];
  expect(() => cnn(config, tiny, 10)).toThrow(TrainingError);
  expect(() => cnn(config, tiny, 10)).toThrow(/4 blocks.*8×8.*list fewer filters/);
});

test.for([[[20]], [[8, 8]], [[2, 8, 8, 3]]])('samples of %j are no images', ([shape]) => {
  const config = { ...EXPERIMENT, filters: [1] };
  expect(() => cnn(config, shape!, 10)).toThrow(
    `takes images, [height, width, channels], not samples of [${shape!.join(', ')}]`,
  );
});
