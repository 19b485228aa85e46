import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from './optimizer.ts';

/** How fast Adam's running means forget, and its guard against division by zero: Keras' defaults. */
const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) exactly as in Keras,
 * which adds epsilon before the bias correction (the last line of the paper's section 2);
 * `tf.train.adam` adds it after. The running means of all weights' gradients and squared gradients lie
 * in two flat tensors, `mean` and `square`: a step is some ten operations for all of them, not for each.
 */
export function adam(learningRate: number): Optimizer {
  return {
    name: 'adam',
    state: (weights) => {
      const parameters = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      return ['mean', 'square'].map((name) => ({ name, shape: [parameters] }));
    },
    // The learning rate times the correction of both means' bias towards zero.
    rates: (first, steps) =>
      Float32Array.from({ length: steps }, (_, index) => {
        const step = first + index;
        return (learningRate * Math.sqrt(1 - SQUARE_DECAY ** step)) / (1 - MEAN_DECAY ** step);
      }),
    apply: ({ weights, gradients, state, rate }) => {
      const gradient = tf.concat(gradients.map((each) => each.flatten())); // [parameters]
      const mean = towards(state['mean']!, gradient, 1 - MEAN_DECAY);
      const square = towards(state['square']!, tf.square(gradient), 1 - SQUARE_DECAY);
      const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), EPSILON));
      const values = tf.concat(weights.map((each) => each.flatten())); // [parameters]
      const parts = tf.split(
        tf.sub(values, change),
        weights.map(({ size }) => size),
      );
      const moved = weights.map(({ shape }, index) => parts[index]!.reshape(shape));
      return { weights: moved, state: { mean, square } };
    },
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `from`, moved by `share` of the way to `to`. */
function towards(from: tf.Tensor, to: tf.Tensor, share: number): tf.Tensor {
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}
