import * as tf from '@tensorflow/tfjs';
import type { AdamSettings } from './adam-rule.ts';
import { towards } from './towards.ts';
import type { UpdateRule } from './update-rule.ts';

/**
 * Nadam (Dozat, "Incorporating Nesterov Momentum into Adam", 2016) as in Keras: Adam that looks a step ahead, by a
 * momentum that grows towards `beta1`.
 */
export function nadamRule({ beta1, beta2, epsilon }: AdamSettings): UpdateRule {
  const momentumAt = (step: number) => beta1 * (1 - 0.5 * 0.96 ** step);
  const productUpTo = (step: number) => {
    let product = 1;
    for (let each = 1; each <= step && product > 0; each++) product *= momentumAt(each);
    return product;
  };
  return {
    tensors: [{ name: 'mean' }, { name: 'square' }],
    numbers: ['meanRate', 'gradientRate', 'correction'],
    numbersOf: (step, learningRate) => {
      const [now, ahead, product] = [momentumAt(step), momentumAt(step + 1), productUpTo(step)];
      return [
        (learningRate * ahead) / (1 - product * ahead),
        (learningRate * (1 - now)) / (1 - product),
        1 / (1 - beta2 ** step),
      ];
    },
    apply: ({ gradient, state, numbers }) => {
      const mean = towards(state['mean']!, gradient, 1 - beta1);
      const square = towards(state['square']!, tf.square(gradient), 1 - beta2);
      const ahead = tf.add(
        tf.mul(mean, numbers['meanRate']!),
        tf.mul(gradient, numbers['gradientRate']!),
      );
      const root = tf.sqrt(tf.mul(square, numbers['correction']!));
      return { change: tf.div(ahead, tf.add(root, epsilon)), state: { mean, square } };
    },
  };
}
