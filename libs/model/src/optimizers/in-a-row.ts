import * as tf from '@tensorflow/tfjs';

/** All values of some tensors, one tensor after the other. */
export function inARow(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((each) => each.flatten())) as tf.Tensor1D;
}
