import * as tf from '@tensorflow/tfjs';
import { towards } from './towards.ts';
import type { UpdateRule } from './update-rule.ts';

/** How fast Adam's running means forget, and its guard against division by zero. */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) exactly as in Keras,
 * which adds epsilon before the bias correction (the last line of the paper's section 2);
 * `tf.train.adam` adds it after. `mean` and `square` are the running means of gradients and of their squares.
 */
export function adamRule({ beta1, beta2, epsilon }: AdamSettings): UpdateRule {
  return {
    tensors: [{ name: 'mean' }, { name: 'square' }],
    numbers: ['rate'],
    // The learning rate times the correction of both means' bias towards zero.
    numbersOf: (step, learningRate) => [
      (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
    ],
    apply: ({ gradient, state, numbers }) => {
      const mean = towards(state['mean']!, gradient, 1 - beta1);
      const square = towards(state['square']!, tf.square(gradient), 1 - beta2);
      const change = tf.div(tf.mul(mean, numbers['rate']!), tf.add(tf.sqrt(square), epsilon));
      return { change, state: { mean, square } };
    },
  };
}
