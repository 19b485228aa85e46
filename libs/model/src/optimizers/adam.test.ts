import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { adam } from './adam.ts';
import type { Optimizer, OptimizerResult } from './optimizer.ts';

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

/** The weights and the state after steps with these gradients, from Adam's first. */
function steps(
  optimizer: Optimizer,
  start: readonly tf.Tensor[],
  gradients: readonly (readonly tf.Tensor[])[],
): OptimizerResult {
  const none = optimizer.state(start).map(({ name, shape }) => [name, tf.zeros([...shape])]);
  let after: OptimizerResult = { weights: start, state: Object.fromEntries(none) };
  for (const [index, each] of gradients.entries()) {
    const rate = tf.scalar(optimizer.rates(index + 1, 1)[0]!);
    after = optimizer.apply({ ...after, gradients: each, rate });
  }
  return after;
}

test('every weight moves as Keras moves it, a tiny gradient (where epsilon counts) included', () => {
  const start = [tf.tensor2d([[1, -2]]), tf.tensor1d([0.5])];
  const gradients = [
    [0.3, -4, 1e-7],
    [-0.1, 2, 2e-7],
    [0.2, 0, -1e-7],
  ] as const;
  const { weights } = steps(
    adam(0.01),
    start,
    gradients.map(([first, second, third]) => [
      tf.tensor2d([[first, second]]),
      tf.tensor1d([third]),
    ]),
  );
  const column = (index: number) => gradients.map((step) => step[index]!);
  const moved = weights.flatMap((weight) => [...weight.dataSync()]);
  expect(moved[0]).toBeCloseTo(kerasAdam(1, column(0), 0.01), 6);
  expect(moved[1]).toBeCloseTo(kerasAdam(-2, column(1), 0.01), 6);
  expect(moved[2]).toBeCloseTo(kerasAdam(0.5, column(2), 0.01), 6);
});

test('the rates of later steps are those of one count from the first', () => {
  const all = adam(0.01).rates(1, 10);
  expect(adam(0.01).rates(4, 3)).toEqual(all.subarray(3, 6));
  expect(new Set(all).size).toBe(10);
});

test('a step changes nothing that it was given', () => {
  const [weight, gradient] = [tf.tensor1d([1, 2]), tf.tensor1d([0.1, 0.2])];
  const state = { mean: tf.tensor1d([0.3, 0.4]), square: tf.tensor1d([0.5, 0.6]) };
  const given = [weight, gradient, ...Object.values(state)];
  const before = given.map((tensor) => tensor.dataSync().slice());
  const { weights } = adam(0.01).apply({
    weights: [weight],
    gradients: [gradient],
    state,
    rate: tf.scalar(0.01),
  });
  expect(weights[0]!.dataSync()).not.toEqual(before[0]);
  expect(given.map((tensor) => tensor.dataSync())).toEqual(before);
});
