import { SeededRandom } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';

/**
 * The factors that dropout multiplies a layer's outputs with: 0 with probability `rate`, else
 * 1 / (1 - rate), so that the expected output stays the same (Srivastava et al., "Dropout", 2014).
 * A function of seed, layer and step alone, the same on every backend. (tfjs's own dropout layer
 * has either no seed, or the same mask at every step.)
 *
 * @param step counts from 1 through all epochs
 * @param rate 0 to below 1
 * @returns [batch, units]
 */
export function dropoutMask(
  shape: [batch: number, units: number],
  rate: number,
  seed: number,
  layer: number,
  step: number,
): tf.Tensor2D {
  const random = SeededRandom.from(seed, 'dropout', layer, step);
  const factors = new Float32Array(shape[0] * shape[1]);
  const kept = 1 / (1 - rate);
  for (let index = 0; index < factors.length; index++) {
    factors[index] = random.uniform() < rate ? 0 : kept;
  }
  return tf.tensor2d(factors, shape);
}
