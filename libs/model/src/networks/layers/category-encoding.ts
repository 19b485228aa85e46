import * as tf from '@tensorflow/tfjs';
import { soleInput } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/**
 * `CategoryEncoding` of whole numbers, which has no gradient. TensorFlow's backend has no kernel for tfjs' own, which also reads
 * its inputs; numbers without a category count for none.
 */
export const categoryEncoding: CallOf = (layer) => {
  const { numTokens, outputMode } = layer as unknown as { numTokens: number; outputMode: string };
  return (inputs) => {
    const numbers = soleInput(inputs).toInt();
    const oneHot = tf.oneHot(numbers as tf.Tensor1D, numTokens).toFloat(); // [...shape, numTokens]
    if (outputMode === 'oneHot') {
      return numbers.shape.at(-1) === 1 ? tf.squeeze(oneHot, [numbers.rank - 1]) : oneHot;
    }
    const counts = tf.sum(oneHot, -2);
    return outputMode === 'count' ? counts : tf.minimum(counts, 1);
  };
};
