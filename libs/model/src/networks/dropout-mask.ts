import { deriveSeed } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { philoxUniform } from './philox.ts';
import { uniformOnDevice } from './uniform-numbers.ts';

/**
 * The seed of one dropout layer's masks.
 *
 * @param seed the member's
 * @param layer the layer's name, or a number, from 1
 * @returns 0 to 2^31 - 1: TensorFlow widens it to 64 bits with its sign
 */
export function maskSeed(seed: number, layer: string | number): number {
  return deriveSeed(seed, 'dropout', layer) >>> 1;
}

/**
 * The factors that dropout multiplies a layer's outputs with: 0 with probability `rate`, else
 * 1 / (1 - rate), so that the expected output stays the same (Srivastava et al., "Dropout", 2014).
 * They are a function of seed and step alone, the same on every backend.
 *
 * @param shape of a smaller batch, the first dimension, the first rows
 * @param rate 0 to below 1
 * @param seed {@link maskSeed}
 * @param step counts from 1 through all epochs
 */
export function dropoutMask(
  shape: readonly number[],
  rate: number,
  seed: number,
  step: number,
): tf.Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const uniform = philoxUniform(count, [seed, step]);
  const [threshold, kept] = [Math.fround(rate), 1 / (1 - rate)];
  return tf.tensor(
    uniform.map((value) => (value < threshold ? 0 : kept)),
    [...shape],
  );
}

/**
 * The same factors as {@link dropoutMask} draws, by operations of TensorFlow, for a graph.
 *
 * @param step an int32 scalar
 */
export function dropoutMaskOnDevice(
  shape: readonly number[],
  rate: number,
  seed: number,
  step: tf.Scalar,
): tf.Tensor {
  return uniformOnDevice(shape, seed, step)
    .greaterEqual(rate)
    .toFloat()
    .mul(1 / (1 - rate));
}
