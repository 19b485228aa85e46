import { deriveSeed } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { NetworkWeight } from '../network.ts';

type Initializer = ReturnType<typeof tf.initializers.glorotUniform>;

/**
 * The seed of a layer's initial weights.
 *
 * @param seed the member's
 */
export function layerSeed(seed: number, layer: string): number {
  return deriveSeed(seed, 'weights', layer);
}

/** A layer's kernel, with the initializer of a seed. */
export function kernel(
  layer: string,
  shape: readonly number[],
  initializer: (seed: number) => Initializer,
): NetworkWeight {
  return {
    name: `${layer}/kernel`,
    shape,
    trainable: true,
    initial: (seed) => initializer(seed).apply([...shape]),
  };
}

/** A layer's bias, which begins with zeros. */
export function bias(layer: string, units: number): NetworkWeight {
  const shape = [units];
  return { name: `${layer}/bias`, shape, trainable: true, initial: () => tf.zeros(shape) };
}

/**
 * Glorot normal as Keras draws it: normal, cut off at two standard deviations, and widened so that
 * after the cut the standard deviation is sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks", 2010).
 * `tf.initializers.glorotNormal` leaves the widening out.
 */
export function glorotNormal(fanIn: number, fanOut: number, seed: number): Initializer {
  const truncatedStddev = 0.87962566103423978; // of the standard normal, cut off at -2 and 2
  const stddev = Math.sqrt(2 / (fanIn + fanOut)) / truncatedStddev;
  return tf.initializers.truncatedNormal({ mean: 0, stddev, seed });
}
