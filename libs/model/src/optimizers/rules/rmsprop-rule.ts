import * as tf from '@tensorflow/tfjs';
import { towards } from './towards.ts';
import type { UpdateRule } from './update-rule.ts';

/** What can be set of RMSprop. */
export interface RmspropSettings {
  /** The share of its running means that a step keeps, 0 to below 1. */
  readonly rho: number;
  /** The share of a step that the next one goes on with, 0 to below 1. */
  readonly momentum: number;
  /** Whether gradients are divided by their deviation, not by their size. */
  readonly centered: boolean;
  readonly epsilon: number;
}

/** RMSprop (Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012) as in Keras. */
export function rmspropRule({ rho, momentum, centered, epsilon }: RmspropSettings): UpdateRule {
  const tensors = ['square', ...(momentum > 0 ? ['velocity'] : []), ...(centered ? ['mean'] : [])];
  return {
    tensors: tensors.map((name) => ({ name })),
    numbers: ['rate'],
    numbersOf: (_, learningRate) => [learningRate],
    apply: ({ gradient, state, numbers }) => {
      const square = towards(state['square']!, tf.square(gradient), 1 - rho);
      const mean = centered && towards(state['mean']!, gradient, 1 - rho);
      const spread = mean ? tf.sub(square, tf.square(mean)) : square;
      const root = tf.sqrt(tf.add(spread, epsilon));
      const step = tf.div(tf.mul(gradient, numbers['rate']!), root);
      const velocity = momentum > 0 && tf.add(tf.mul(state['velocity']!, momentum), step);
      const after = { square, ...(velocity && { velocity }), ...(mean && { mean }) };
      return { change: velocity || step, state: after };
    },
  };
}
