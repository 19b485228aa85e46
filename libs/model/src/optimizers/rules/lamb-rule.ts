import * as tf from '@tensorflow/tfjs';
import type { AdamSettings } from './adam-rule.ts';
import { towards } from './towards.ts';
import type { UpdateRule } from './update-rule.ts';

/**
 * LAMB (You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020) as in Keras: Adam
 * whose step is, weight by weight, as long as the weight itself times the learning rate.
 */
export function lambRule({ beta1, beta2, epsilon }: AdamSettings): UpdateRule {
  return {
    tensors: [{ name: 'mean' }, { name: 'square' }],
    numbers: ['rate', 'meanCorrection', 'squareCorrection'],
    numbersOf: (step, learningRate) => [
      learningRate,
      1 / (1 - beta1 ** step),
      1 / (1 - beta2 ** step),
    ],
    apply: ({ gradient, weights, sizes, state, numbers }) => {
      const mean = towards(state['mean']!, gradient, 1 - beta1);
      const square = towards(state['square']!, tf.square(gradient), 1 - beta2);
      const root = tf.sqrt(tf.mul(square, numbers['squareCorrection']!));
      const step = tf.div(tf.mul(mean, numbers['meanCorrection']!), tf.add(root, epsilon));
      const [values, steps] = [weights, step].map((row) => tf.split(row, [...sizes]));
      const scaled = steps!.map((each, index) => tf.mul(each, trustRatio(values![index]!, each)));
      return { change: tf.mul(tf.concat(scaled), numbers['rate']!), state: { mean, square } };
    },
  };
}

/** The weight's length in steps; 1 where either has none. */
function trustRatio(weight: tf.Tensor, step: tf.Tensor): tf.Tensor {
  const [length, stride] = [lengthOf(weight), lengthOf(step)];
  const both = tf.mul(tf.step(length), tf.step(stride)); // 1 where both are above 0, else 0
  const ratio = tf.div(length, tf.add(stride, tf.sub(1, both)));
  return tf.add(tf.mul(ratio, both), tf.sub(1, both));
}

function lengthOf(values: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(values)));
}
