import * as tf from '@tensorflow/tfjs';
import { philoxUniform } from './philox.ts';
import { uniformOnDevice } from './uniform-numbers.ts';

/**
 * Numbers of the standard normal distribution, by Box and Muller's transformation of the uniform numbers of
 * `philox.ts`: a function of seed and step alone.
 */
export function normalNumbers(shape: readonly number[], seed: number, step: number): tf.Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(normalValues(count, seed, step), [...shape]);
}

/** The same numbers, [count]. */
export function normalValues(count: number, seed: number, step: number): Float32Array {
  const uniform = philoxUniform(2 * count, [seed, step]);
  return Float32Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform[2 * index]!));
    return radius * Math.cos(2 * Math.PI * uniform[2 * index + 1]!);
  });
}

/**
 * The same numbers as {@link normalNumbers} draws, up to rounding, by operations of TensorFlow, for a graph.
 *
 * @param step an int32 scalar
 */
export function normalNumbersOnDevice(
  shape: readonly number[],
  seed: number,
  step: tf.Scalar,
): tf.Tensor {
  const uniform = uniformOnDevice([...shape, 2], seed, step);
  const [first, second] = tf.unstack(uniform, -1) as [tf.Tensor, tf.Tensor];
  const radius = tf.sqrt(tf.mul(tf.log(tf.sub(1, first)), -2));
  return tf.mul(radius, tf.cos(tf.mul(second, 2 * Math.PI)));
}
