import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from './wasm-backend.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await startWasm();
});

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

/** Gradients of a convolution, pooled and ReLU'd, with respect to image and filter. */
async function gradients(backend: string, { x, filter, pad }: Convolution) {
  await tf.setBackend(backend);
  const pool = Math.min(x[1], x[2]) - (pad === 'valid' ? filter[0] - 1 : 0) >= 2;
  const [dx, dFilter] = tf.grads((image, kernel) => {
    const y = tf.relu(tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad));
    return (pool ? tf.maxPool(y, 2, 2, 'valid') : y).square().sum();
  })([tf.randomNormal(x, 0, 1, 'float32', 1), tf.randomNormal(filter, 0, 1, 'float32', 2)]);
  return [...dx!.dataSync(), ...dFilter!.dataSync()];
}

describe('gradients through WebAssembly are those of the plain JavaScript backend', () => {
  test.each(CONVOLUTIONS)('image $x, filter $filter, $pad padding', async (convolution) => {
    const expected = await gradients('cpu', convolution);
    const actual = await gradients('wasm', convolution);
    const scale = Math.max(...expected.map(Math.abs));
    const errors = actual.map((value, index) => Math.abs(value - expected[index]!) / scale);
    expect(actual.length).toBe(expected.length);
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});

test('a stride that the kernel does not have is refused, not computed wrongly', async () => {
  await tf.setBackend('wasm');
  const gradient = tf.grad((kernel) =>
    tf.conv2d(tf.ones([1, 8, 8, 1]), kernel as tf.Tensor4D, 2, 'same'),
  );
  expect(() => gradient(tf.ones([3, 3, 1, 1]))).toThrow(/only strides of 1/);
});
