import * as tf from '@tensorflow/tfjs';
import { soleInput } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/**
 * `Masking`: places of a sequence of which all values are `maskValue` are left out by the layers that follow. tfjs has no
 * gradient of its comparison, which is zero, and could mask samples alone.
 */
export const masking: CallOf = (layer) => {
  const { maskValue } = layer as unknown as { maskValue: number };
  const maskOf = tf.customGrad((x) => ({
    value: tf.any(tf.notEqual(x as tf.Tensor, maskValue), -1, true).toFloat(),
    gradFunc: () => tf.zerosLike(x as tf.Tensor),
  }));
  const masked = layer as typeof layer & {
    computeMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
  };
  masked.computeMask = (inputs) => tf.squeeze(maskOf(soleInput(inputs)), [-1]);
  return (inputs) => tf.mul(soleInput(inputs), maskOf(soleInput(inputs)));
};
