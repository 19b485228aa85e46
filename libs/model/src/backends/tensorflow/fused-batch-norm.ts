import * as tf from '@tensorflow/tfjs';
import { runOps } from './run-op.ts';

/**
 * A batch normalised by its own means and variances, over all dimensions but the last one, by TensorFlow's operation for
 * that, forward and backward.
 *
 * @param x [..., channels]
 * @param gamma [channels]
 * @param beta [channels]
 * @returns the means and the biased variances as well, [channels], which have no gradient
 */
export function fusedBatchNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): { readonly y: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const channels = x.shape.at(-1)!;
  const shape: [number, number, number, number] =
    x.rank === 4
      ? (x.shape as [number, number, number, number])
      : [x.size / channels, 1, 1, channels];
  const values = tf.reshape(x, shape);
  // TensorFlow's variance is the unbiased one.
  const samples = x.size / channels;
  const biased = Math.max(samples - 1, 1) / samples;
  let mean!: tf.Tensor;
  let variance!: tf.Tensor;
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as unknown as tf.GradSaveFunc;
    const [x, gamma, beta] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [value, batchMean, batchVariance, ...reserved] = runOps(
      'FusedBatchNormV3',
      attributes(epsilon),
      [x, gamma, beta, EMPTY(), EMPTY()],
      6,
    );
    mean = tf.keep(batchMean!);
    variance = tf.keep(tf.mul(batchVariance!, biased));
    save([x, gamma, ...reserved]);
    return { value: value!, gradFunc: (dy, saved) => gradients(dy, saved, epsilon) };
  });
  const y = operation(values, gamma, beta);
  const found = { y: tf.reshape(y, x.shape), mean: mean.clone(), variance: variance.clone() };
  tf.dispose([mean, variance]);
  return found;
}

function gradients(
  dy: tf.Tensor,
  [x, gamma, ...reserved]: readonly tf.Tensor[],
  epsilon: number,
): tf.Tensor[] {
  return runOps(
    'FusedBatchNormGradV3',
    attributes(epsilon),
    [dy, x!, gamma!, ...reserved],
    5,
  ).slice(0, 3);
}

function attributes(epsilon: number) {
  return {
    T: 'float32',
    U: 'float32',
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: true,
  } as const;
}

/** In place of moving means, which are for predictions. */
const EMPTY = () => tf.tensor1d([]);
