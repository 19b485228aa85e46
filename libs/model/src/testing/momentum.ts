import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from '../optimizers/optimizer.ts';

const SHARE_KEPT = 0.9;

/** Gradient descent with momentum, one velocity for each weight: an optimizer that is not Adam. */
export function momentum(learningRate: number): Optimizer {
  const nameOf = (index: number) => `velocity${index}`;
  return {
    name: 'momentum',
    state: (weights) => weights.map(({ shape }, index) => ({ name: nameOf(index), shape })),
    numbers: ['rate'],
    learningRate: () => learningRate,
    rates: (_, steps) => new Float32Array(steps).fill(learningRate),
    apply: ({ weights, gradients, state, numbers }) => {
      const velocities = gradients.map((gradient, index) =>
        tf.add(tf.mul(state[nameOf(index)]!, SHARE_KEPT), gradient),
      );
      return {
        weights: weights.map((weight, index) =>
          tf.sub(weight, tf.mul(velocities[index]!, numbers['rate']!)),
        ),
        state: Object.fromEntries(velocities.map((each, index) => [nameOf(index), each])),
      };
    },
  };
}
