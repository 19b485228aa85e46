import { deriveSeed } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { runOp } from '../backends/tensorflow/run-op.ts';
import { philoxUniform } from './philox.ts';

/**
 * The seed of one dropout layer's masks.
 *
 * @param seed the member's
 * @param layer the layer's number, from 1
 * @returns 0 to 2^31 - 1: TensorFlow widens it to 64 bits with its sign
 */
export function maskSeed(seed: number, layer: number): number {
  return deriveSeed(seed, 'dropout', layer) >>> 1;
}

/**
 * The factors that dropout multiplies a layer's outputs with: 0 with probability `rate`, else
 * 1 / (1 - rate), so that the expected output stays the same (Srivastava et al., "Dropout", 2014).
 * They are a function of seed and step alone, the same on every backend.
 *
 * @param rate 0 to below 1
 * @param seed {@link maskSeed}
 * @param step counts from 1 through all epochs
 * @returns [batch, units]; of a smaller batch the first rows
 */
export function dropoutMask(
  shape: [batch: number, units: number],
  rate: number,
  seed: number,
  step: number,
): tf.Tensor2D {
  const uniform = philoxUniform(shape[0] * shape[1], [seed, step]);
  const [threshold, kept] = [Math.fround(rate), 1 / (1 - rate)];
  return tf.tensor2d(
    uniform.map((value) => (value < threshold ? 0 : kept)),
    shape,
  );
}

/**
 * The same factors as {@link dropoutMask} draws, by operations of TensorFlow, for a graph.
 *
 * @param step an int32 scalar
 */
export function dropoutMaskOnDevice(
  shape: [batch: number, units: number],
  rate: number,
  seed: number,
  step: tf.Scalar,
): tf.Tensor2D {
  const uniform = runOp(
    'StatelessRandomUniform',
    { dtype: 'float32', T: 'int32', Tseed: 'int32' },
    [tf.tensor1d(shape, 'int32'), tf.stack([tf.scalar(seed, 'int32'), step])],
  ) as tf.Tensor2D;
  return uniform
    .greaterEqual(rate)
    .toFloat()
    .mul(1 / (1 - rate));
}
