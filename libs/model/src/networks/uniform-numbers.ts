import * as tf from '@tensorflow/tfjs';
import { runOp } from '../backends/tensorflow/run-op.ts';

/**
 * The numbers that `philoxUniform` gives, by operations of TensorFlow, for a graph.
 *
 * @param step the second integer of the seed, an int32 scalar
 */
export function uniformOnDevice(
  shape: readonly number[],
  seed: number,
  step: tf.Scalar,
): tf.Tensor {
  return runOp('StatelessRandomUniform', { dtype: 'float32', T: 'int32', Tseed: 'int32' }, [
    tf.tensor1d([...shape], 'int32'),
    tf.stack([tf.scalar(seed, 'int32'), step]),
  ]);
}
