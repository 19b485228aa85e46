import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Model } from '../../networks/model.ts';
import { smallCnn } from '../../testing/small-config.ts';
import { startWasm } from './start-wasm.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await startWasm();
});

/** The largest difference between the values on both backends, relative to the largest value. */
async function relativeError(compute: () => readonly tf.Tensor[]): Promise<number> {
  const valuesOn = async (backend: string) => {
    await tf.setBackend(backend);
    return compute().flatMap((tensor) => [...tensor.dataSync()]);
  };
  const expected = await valuesOn('cpu');
  const actual = await valuesOn('wasm');
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!))) / scale;
}

const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, mean = 0) =>
  tf.randomNormal<R>(shape, mean, 1, 'float32', seed);

interface Convolution {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly pad: 'same' | 'valid';
}

const CONVOLUTIONS: readonly Convolution[] = [
  { x: [5, 8, 8, 3], filter: [4, 4, 3, 7], pad: 'same' },
  { x: [3, 8, 6, 4], filter: [3, 3, 4, 5], pad: 'same' },
  { x: [2, 7, 9, 2], filter: [4, 2, 2, 3], pad: 'valid' },
  { x: [1, 5, 5, 1], filter: [5, 5, 1, 2], pad: 'valid' },
  { x: [4, 2, 2, 6], filter: [4, 4, 6, 6], pad: 'same' }, // kernel larger than the image
];

describe('gradients through WebAssembly are those of the plain JavaScript backend', () => {
  test.each(CONVOLUTIONS)(
    'of a convolution: image $x, filter $filter, $pad padding',
    async ({ x, filter, pad }) => {
      const gradients = tf.grads((image, kernel) =>
        tf
          .conv2d<tf.Tensor4D>(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad)
          .square()
          .sum(),
      );
      const error = await relativeError(() => gradients([normal(x, 1), normal(filter, 2)]));
      expect(error).toBeLessThan(1e-5);
    },
  );

  test.each([0, 5, -5])('of max pooling over values around %d', async (mean) => {
    const gradient = tf.grad((x) =>
      tf
        .maxPool(x as tf.Tensor4D, 2, 2, 'valid')
        .mul(normal([3, 4, 3, 5], 2))
        .sum(),
    );
    const error = await relativeError(() => [gradient(normal([3, 8, 7, 5], 1, mean))]);
    expect(error).toBeLessThan(1e-6);
  });

  test("of the CNN's loss with respect to every weight, biases other than zero", async () => {
    const error = await relativeError(() => {
      const { network, weights, trainable } = new Model(smallCnn({ dropout: 0 }), 1);
      for (const weight of trainable.filter(({ rank }) => rank === 1)) {
        weight.assign(normal(weight.shape, 3).mul(0.1));
      }
      const images = tf.randomUniform<tf.Rank.R4>([20, 8, 8, 3], 0, 1, 'float32', 4);
      const { grads } = tf.variableGrads(() => {
        const random = Object.fromEntries(
          network.randomInputs.map(({ name, draw }) => [name, draw(20, 1, 1)]),
        );
        const { logits } = network.forward(images, weights, random, 'train');
        return tf.logSoftmax(logits).slice([0, 0], [-1, 1]).mean();
      }, trainable);
      return trainable.map((weight) => grads[weight.name]!);
    });
    expect(error).toBeLessThan(1e-5);
  });
});

test('a stride that the kernel does not have is refused, not computed wrongly', async () => {
  await tf.setBackend('wasm');
  const gradient = tf.grad((kernel) =>
    tf.conv2d(tf.ones<tf.Rank.R4>([1, 8, 8, 1]), kernel as tf.Tensor4D, 2, 'same'),
  );
  expect(() => gradient(tf.ones([3, 3, 1, 1]))).toThrow(/only strides of 1/);
});

test('a gradient leaves no tensor behind', async () => {
  await tf.setBackend('wasm');
  const x = normal<tf.Rank.R4>([2, 8, 8, 3], 1);
  const gradient = tf.grad((kernel) =>
    tf.maxPool(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'same'), 2, 2, 'valid'),
  );
  const kernel = normal<tf.Rank.R4>([4, 4, 3, 5], 2);
  const before = tf.memory().numTensors;
  gradient(kernel).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
