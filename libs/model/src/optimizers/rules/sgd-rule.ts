import * as tf from '@tensorflow/tfjs';
import type { UpdateRule } from './update-rule.ts';

/** What can be set of gradient descent. */
export interface SgdSettings {
  /** The share of a step's velocity that the next one keeps, 0 to below 1; 0: no velocity. */
  readonly momentum: number;
  /** Whether the gradient counts as it will be after the velocity's step (Nesterov's momentum). */
  readonly nesterov: boolean;
}

/**
 * Gradient descent as in Keras, whose `velocity` holds the learning rate: a step that was taken at a higher rate goes
 * on at that rate.
 */
export function sgdRule({ momentum, nesterov }: SgdSettings): UpdateRule {
  const numbers = { numbers: ['rate'], numbersOf: (_: number, rate: number) => [rate] };
  if (momentum === 0) {
    return {
      ...numbers,
      tensors: [],
      apply: ({ gradient, numbers }) => ({
        change: tf.mul(gradient, numbers['rate']!),
        state: {},
      }),
    };
  }
  return {
    ...numbers,
    tensors: [{ name: 'velocity' }],
    apply: ({ gradient, state, numbers }) => {
      const step = tf.mul(gradient, numbers['rate']!);
      const velocity = tf.add(tf.mul(state['velocity']!, momentum), step);
      const change = nesterov ? tf.add(tf.mul(velocity, momentum), step) : velocity;
      return { change, state: { velocity } };
    },
  };
}
