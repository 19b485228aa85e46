import * as tf from '@tensorflow/tfjs';

/** `from`, moved by `share` of the way to `to`. */
export function towards(from: tf.Tensor, to: tf.Tensor, share: number): tf.Tensor {
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}
