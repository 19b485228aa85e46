import * as tf from '@tensorflow/tfjs';
import { soleInput } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/** `ThresholdedReLU`: values above `theta`, and zeros. tfjs has no gradient of its comparison. */
export const thresholdedRelu: CallOf = (layer) => {
  const { theta } = layer as unknown as { theta: number };
  const relu = tf.customGrad((x, save) => {
    const above = tf.greater(x as tf.Tensor, theta).toFloat();
    (save as tf.GradSaveFunc)([above]);
    return {
      value: tf.mul(x as tf.Tensor, above),
      gradFunc: (dy: tf.Tensor, [above]: tf.Tensor[]) => tf.mul(dy, above!),
    };
  });
  return (inputs) => relu(soleInput(inputs));
};
