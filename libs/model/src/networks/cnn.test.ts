import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { buildCnn, cnnWeights, type ModelConfig, trainingForward } from './cnn.ts';
import { TrainingError } from '../training-error.ts';

const EXPERIMENT: ModelConfig = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};
const CIFAR10_SHAPE = { height: 32, width: 32, channels: 3 };

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const build = (seed = 1) => buildCnn(EXPERIMENT, CIFAR10_SHAPE, 10, seed);

test("the experiment's CNN has exactly these layers and 132,435 parameters", () => {
  const model = build();
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
  const configs = build().layers.map((layer) => layer.getConfig());
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

test('convolution kernels start with the spread of Glorot normal, cut off at two deviations', () => {
  const kernel = cnnWeights(build())[2]!; // conv2: [4, 4, 15, 30]
  const glorot = Math.sqrt(2 / (16 * 15 + 16 * 30));
  const { mean, variance } = tf.moments(kernel);
  expect(mean.dataSync()[0]).toBeCloseTo(0, 2);
  expect(Math.sqrt(variance.dataSync()[0]!) / glorot).toBeCloseTo(1, 1.5);
  expect(kernel.abs().max().dataSync()[0]! / glorot).toBeLessThan(2 / 0.8796);
});

test('dense kernels start as Glorot uniform, not the Glorot normal of tfjs', () => {
  const kernel = cnnWeights(build())[10]!; // dense2: [200, 200]
  const limit = Math.sqrt(6 / 400);
  expect(kernel.abs().max().dataSync()[0]! / limit).toBeCloseTo(1, 3);
  expect(kernel.abs().mean().dataSync()[0]! / limit).toBeCloseTo(0.5, 2);
});

test('biases start at zero', () => {
  const biases = cnnWeights(build()).filter((weight) => weight.rank === 1);
  expect(biases.map((bias) => bias.abs().max().dataSync()[0])).toEqual(Array(9).fill(0));
});

test('initial weights are a function of the seed, and every layer has its own', () => {
  const values = (seed: number) => cnnWeights(build(seed)).map((weight) => weight.dataSync());
  expect(values(1)).toEqual(values(1));
  expect(values(1)[0]).not.toEqual(values(2)[0]);
  const [third, fourth] = [values(1)[4], values(1)[6]]; // conv3 and conv4 have the same shape
  expect(third).not.toEqual(fourth);
});

test('without dropout the training forward pass is the model, bit for bit', () => {
  const config = { ...EXPERIMENT, filters: [5, 6], denseUnits: [12] };
  const model = buildCnn(config, { height: 9, width: 7, channels: 3 }, 4, 3);
  const weights = cnnWeights(model);
  for (const weight of weights) weight.assign(tf.randomNormal(weight.shape, 0, 0.2)); // no zero bias
  const images = tf.randomUniform<tf.Rank.R4>([6, 9, 7, 3]);
  const logits = trainingForward(weights, config, images, (outputs) => outputs);
  const softmax = model.predict(images) as tf.Tensor;
  expect(tf.softmax(logits).dataSync()).toEqual(softmax.dataSync());
});

test('more blocks than the image can be halved are refused with the remedy', () => {
  const config = { ...EXPERIMENT, filters: [1, 1, 1, 1] };
  const tiny = { height: 8, width: 8, channels: 3 };
  expect(() => buildCnn(config, tiny, 10, 1)).toThrow(TrainingError);
  expect(() => buildCnn(config, tiny, 10, 1)).toThrow(/4 blocks.*8×8.*list fewer filters/);
});
