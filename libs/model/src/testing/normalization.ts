import * as tf from '@tensorflow/tfjs';
import type { LayerOf } from '../networks/layers/layer.ts';

const MOMENTUM = 0.99;
const EPSILON = 0.001;

/**
 * Batch normalization of [values], without scale and offset: a layer whose weights have no gradient.
 */
export function normalization({ name }: { readonly name: string }): LayerOf {
  const [meanName, varianceName] = [`${name}/moving_mean`, `${name}/moving_variance`];
  return (inputShape) => {
    const shape = inputShape as [number];
    return {
      name,
      outputShape: shape,
      weights: [
        { name: meanName, shape, trainable: false, initial: () => tf.zeros(shape) },
        { name: varianceName, shape, trainable: false, initial: () => tf.ones(shape) },
      ],
      randomInputs: [],
      forward: (x, { weights, mode, update }) => {
        const moving = [weights[meanName]!, weights[varianceName]!] as [tf.Tensor1D, tf.Tensor1D];
        if (mode === 'predict') return tf.batchNorm(x, ...moving, undefined, undefined, EPSILON);
        const { mean, variance } = tf.moments(x, 0);
        update(meanName, moved(moving[0], mean));
        update(varianceName, moved(moving[1], variance));
        return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON)));
      },
      tfjsLayer: () => tf.layers.batchNormalization({ name, center: false, scale: false }),
    };
  };
}

function moved(from: tf.Tensor, to: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(from, MOMENTUM), tf.mul(to, 1 - MOMENTUM));
}
