import * as tf from '@tensorflow/tfjs';
import type { LayerOf } from './layer.ts';

/** All values of a sample in a row, in the order in which they lie in memory. */
export function flatten({ name }: { readonly name: string }): LayerOf {
  return (inputShape) => ({
    name,
    outputShape: [inputShape.reduce((product, size) => product * size, 1)],
    weights: [],
    randomInputs: [],
    forward: (x) => tf.reshape(x, [x.shape[0]!, -1]), // [batch, values]
    tfjsLayer: () => tf.layers.flatten({ name }),
  });
}
