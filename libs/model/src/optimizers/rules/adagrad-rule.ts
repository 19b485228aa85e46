import * as tf from '@tensorflow/tfjs';
import type { UpdateRule } from './update-rule.ts';

/** What the sums of squares begin with, as in Keras. */
const START = 0.1;

/** Adagrad (Duchi et al., "Adaptive Subgradient Methods", 2011) as in Keras: `sum` is that of the squared gradients. */
export function adagradRule({ epsilon }: { readonly epsilon: number }): UpdateRule {
  return {
    tensors: [{ name: 'sum', start: START }],
    numbers: ['rate'],
    numbersOf: (_, learningRate) => [learningRate],
    apply: ({ gradient, state, numbers }) => {
      const sum = tf.add(state['sum']!, tf.square(gradient));
      const root = tf.sqrt(tf.add(sum, epsilon));
      return { change: tf.div(tf.mul(gradient, numbers['rate']!), root), state: { sum } };
    },
  };
}
