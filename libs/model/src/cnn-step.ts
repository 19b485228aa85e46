import { gatherBatch, type ImageSet, type ImageShape, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { Adam } from './adam.ts';
import { type ModelConfig, trainingForward } from './cnn.ts';
import type { StepFunction, StepInputs } from './compiled/record-step.ts';
import { dropoutMask } from './dropout-mask.ts';

/** What a member's steps have in common. */
export interface StepOptions {
  readonly train: ImageSet;
  readonly shape: ImageShape;
  readonly seed: number;
  readonly config: { readonly model: ModelConfig; readonly divisor: number };
}

/**
 * What {@link cnnStep} is given for one batch.
 *
 * @param step counts from 1 through all epochs
 * @param indices [batch], of the images in the training set
 * @param pixels [batch, height, width, channels] or longer; the images are put there
 * @param rate Adam's `nextRate`
 */
export function cnnInputs(
  { train, shape, seed, config }: StepOptions,
  step: number,
  indices: Uint32Array,
  pixels: Float32Array,
  rate: number,
): StepInputs {
  const { height, width, channels } = shape;
  const batch = indices.length;
  gatherBatch(train, indices, config.divisor, pixels);
  const masks = config.model.denseUnits.map((units, index) => {
    const layer = index + 1;
    const mask = dropoutMask([batch, units], config.model.dropout, seed, layer, step);
    return [`mask${layer}`, mask] as const;
  });
  return {
    images: tf.tensor4d(pixels.subarray(0, batch * imageSize(shape)), [
      batch,
      height,
      width,
      channels,
    ]),
    labels: tf.tensor1d(
      Array.from(indices, (index) => train.labels[index]!),
      'int32',
    ),
    rate: tf.scalar(rate),
    ...Object.fromEntries(masks),
  };
}

/**
 * One step of a member's training: forward, backward, Adam. Its inputs are
 *
 * - `images` [batch, height, width, channels], `labels` [batch], int32,
 * - `mask1`, `mask2` … [batch, units]: what the outputs of each hidden dense layer are multiplied
 *   with,
 * - `rate`: Adam's `nextRate`, a scalar.
 *
 * @param weights `cnnWeights` of the model
 * @returns a step that returns [2]: the batch's summed loss and how many of its images were
 *   classified rightly
 */
export function cnnStep(
  weights: readonly tf.Variable[],
  config: ModelConfig,
  classes: number,
  optimizer: Adam,
): StepFunction<tf.Tensor1D> {
  return (inputs) => {
    const images = inputs['images'] as tf.Tensor4D;
    const labels = inputs['labels'] as tf.Tensor1D;
    let totals!: tf.Tensor1D;
    const { grads } = tf.variableGrads(() => {
      const logits = trainingForward(weights, config, images, (outputs, layer) =>
        outputs.mul(inputs[`mask${layer}`]!),
      ); // [batch, classes]
      const losses = crossEntropies(logits, labels, classes); // [batch]
      const correct = tf.equal(tf.argMax(logits, 1), labels); // [batch]
      totals = tf.keep(tf.stack([tf.sum(losses), tf.sum(correct.toFloat())]) as tf.Tensor1D);
      return tf.mean(losses);
    }, [...weights]);
    optimizer.update(
      weights.map((weight) => grads[weight.name]!),
      inputs['rate'] as tf.Scalar,
    );
    return totals;
  };
}

/** Categorical cross-entropy of each image: minus the logarithm of its own class's softmax. */
function crossEntropies(logits: tf.Tensor2D, labels: tf.Tensor1D, classes: number): tf.Tensor1D {
  const logProbabilities = tf.logSoftmax(logits); // [batch, classes]
  return tf.neg(tf.sum(tf.mul(logProbabilities, tf.oneHot(labels, classes)), 1));
}
