import * as tf from '@tensorflow/tfjs';
import { inARow } from './in-a-row.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

type Clip = (gradients: readonly tf.Tensor[], limit: number) => readonly tf.Tensor[];

/** Limits gradients, as Keras does it. */
export const CLIPPING: Readonly<Record<OptimizerSettings['clipping'], Clip>> = {
  none: (gradients) => gradients,
  value: (gradients, limit) => gradients.map((each) => tf.clipByValue(each, -limit, limit)),
  norm: (gradients, limit) =>
    gradients.map((each) => tf.mul(each, tf.div(limit, tf.maximum(normOf([each]), limit)))),
  'global-norm': (gradients, limit) => {
    const norm = normOf(gradients);
    const scale = tf.div(limit, tf.maximum(norm, limit));
    return gradients.map((each) => tf.mul(each, scale));
  },
};

/** The Euclidean norm of all values together, a scalar. */
export function normOf(tensors: readonly tf.Tensor[]): tf.Scalar {
  // One sum for all: optimizers have the same row, and each sum takes its time on a GPU.
  return tf.sqrt(tf.sum(tf.square(inARow(tensors)))) as tf.Scalar;
}
