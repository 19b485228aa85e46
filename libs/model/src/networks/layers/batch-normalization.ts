import * as tf from '@tensorflow/tfjs';
import { fusedBatchNorm } from '../../backends/tensorflow/fused-batch-norm.ts';
import { nodeBackend } from '../../backends/tensorflow/node-backend.ts';
import type { CurrentPass } from '../pass.ts';
import { type LayerWeight, soleInput, type TfjsLayer } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/** A batch normalisation's settings and weights. */
interface Normalisation extends TfjsLayer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: LayerWeight | null;
  readonly beta?: LayerWeight | null;
  readonly movingMean: LayerWeight;
  readonly movingVariance: LayerWeight;
}

/** A batch, normalised, and what it was normalised by: [channels] each, the variance biased. */
export interface NormalisedBatch {
  readonly y: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/**
 * `BatchNormalization` (Ioffe and Szegedy, 2015) as Keras has it: one that is not trainable normalises by its moving means in
 * training, too. In training TensorFlow's own operation computes what tfjs puts together of many.
 */
export const batchNormalization: CallOf = (layer, _, passes) => {
  const call = layer.call.bind(layer);
  return (inputs, args) => {
    if (!args.training || !layer.trainable) return call(inputs, { ...args, training: false });
    return normalise(layer as Normalisation, soleInput(inputs), passes);
  };
};

function normalise(layer: Normalisation, x: tf.Tensor, passes: CurrentPass): tf.Tensor {
  const axis = (layer.axis + x.rank) % x.rank;
  const channels = x.shape[axis]!;
  const gamma = layer.gamma?.read() ?? tf.ones([channels]);
  const beta = layer.beta?.read() ?? tf.zeros([channels]);
  const fused = nodeBackend() && axis === x.rank - 1;
  const { y, mean, variance } = fused
    ? fusedBatchNorm(x, gamma, beta, layer.epsilon)
    : plainBatchNorm(x, axis, gamma, beta, layer.epsilon);
  const pass = passes.get();
  for (const [moving, of] of [
    [layer.movingMean, mean],
    [layer.movingVariance, variance],
  ] as const) {
    const kept = tf.mul(moving.read(), layer.momentum);
    pass.update(moving.originalName, tf.add(kept, tf.mul(of, 1 - layer.momentum)));
  }
  return y;
}

/** @param axis that of the channels */
export function plainBatchNorm(
  x: tf.Tensor,
  axis: number,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): NormalisedBatch {
  const others = x.shape.map((_, each) => each).filter((each) => each !== axis);
  const { mean, variance } = tf.moments(x, others);
  const alongAxis = (values: tf.Tensor) =>
    values.reshape(x.shape.map((size, each) => (each === axis ? size : 1)));
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon))); // [channels]
  const y = tf.add(tf.mul(tf.sub(x, alongAxis(mean)), alongAxis(scale)), alongAxis(beta));
  return { y, mean, variance };
}
