import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Adam } from './adam.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

/** Keras' update of one weight, in plain numbers: keras/src/optimizers/adam.py. */
function kerasAdam(start: number, gradients: readonly number[], learningRate: number): number {
  let [weight, mean, square] = [start, 0, 0];
  for (const [index, gradient] of gradients.entries()) {
    const step = index + 1;
    const alpha = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    mean += (gradient - mean) * (1 - 0.9);
    square += (gradient ** 2 - square) * (1 - 0.999);
    weight -= (mean * alpha) / (Math.sqrt(square) + 1e-7);
  }
  return weight;
}

function takeStep(optimizer: Adam, gradients: readonly tf.Tensor[]): void {
  tf.tidy(() => optimizer.update(gradients, tf.scalar(optimizer.nextRates(1)[0]!)));
}

test('every weight moves as Keras moves it, a tiny gradient (where epsilon counts) included', () => {
  const kernel = tf.variable(tf.tensor2d([[1, -2]]));
  const bias = tf.variable(tf.tensor1d([0.5]));
  const optimizer = new Adam([kernel, bias], 0.01);
  const steps = [
    [0.3, -4, 1e-7],
    [-0.1, 2, 2e-7],
    [0.2, 0, -1e-7],
  ];
  for (const [first, second, third] of steps) {
    takeStep(optimizer, [tf.tensor2d([[first!, second!]]), tf.tensor1d([third!])]);
  }
  const column = (index: number) => steps.map((step) => step[index]!);
  const moved = [...kernel.dataSync(), ...bias.dataSync()];
  expect(moved[0]).toBeCloseTo(kerasAdam(1, column(0), 0.01), 6);
  expect(moved[1]).toBeCloseTo(kerasAdam(-2, column(1), 0.01), 6);
  expect(moved[2]).toBeCloseTo(kerasAdam(0.5, column(2), 0.01), 6);
});

test('a step leaves no tensor behind', () => {
  const weight = tf.variable(tf.tensor1d([1, 2]));
  const gradient = tf.tensor1d([0.1, 0.2]);
  const optimizer = new Adam([weight], 0.01);
  const before = tf.memory().numTensors;
  takeStep(optimizer, [gradient]);
  expect(tf.memory().numTensors).toBe(before);
});

test('an optimizer that is given the state of another goes on as that one would', () => {
  const gradients = [0.3, -0.1, 0.2].map((value) => tf.tensor1d([value, 1 - value]));
  const weight = tf.variable(tf.tensor1d([1, 2]));
  const optimizer = new Adam([weight], 0.01);
  for (const gradient of gradients.slice(0, 2)) takeStep(optimizer, [gradient]);
  const other = tf.variable(weight.clone());
  const resumed = new Adam([other], 0.01);
  resumed.restore(optimizer.state());
  for (const each of [optimizer, resumed]) takeStep(each, [gradients[2]!]);
  expect(other.dataSync()).toEqual(weight.dataSync());
  expect(resumed.state()).toEqual(optimizer.state());
  expect(resumed.state().step).toBe(3);
});

test('reading and restoring a state leave no tensor behind', () => {
  const optimizer = new Adam([tf.variable(tf.tensor1d([1, 2]))], 0.01);
  const before = tf.memory().numTensors;
  optimizer.restore(optimizer.state());
  expect(tf.memory().numTensors).toBe(before);
});
