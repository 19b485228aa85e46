import * as tf from '@tensorflow/tfjs';
import type { Adam } from '../optimizers/adam.ts';
import { type ModelConfig, trainingForward } from '../networks/cnn.ts';
import type { StepFunction } from '../graph/record-step.ts';

/**
 * One step of a member's training: forward, backward, Adam. Its inputs are
 *
 * - `images` [batch, height, width, channels], `labels` [batch], int32,
 * - `mask1`, `mask2` … [batch, units]: what the outputs of each hidden dense layer are multiplied
 *   with,
 * - `rate`: one of Adam's `nextRates`, a scalar.
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
    let kept!: tf.Tensor1D;
    const { grads } = tf.variableGrads(() => {
      const logits = trainingForward(weights, config, images, (outputs, layer) =>
        outputs.mul(inputs[`mask${layer}`]!),
      ); // [batch, classes]
      const losses = crossEntropies(logits, labels, classes); // [batch]
      const correct = tf.equal(tf.argMax(logits, 1), labels); // [batch]
      kept = tf.keep(tf.stack([tf.sum(losses), tf.sum(correct.toFloat())]) as tf.Tensor1D);
      return tf.mean(losses);
    }, [...weights]);
    optimizer.update(
      weights.map((weight) => grads[weight.name]!),
      inputs['rate'] as tf.Scalar,
    );
    const totals = kept.clone(); // which `tf.tidy` knows
    kept.dispose();
    return totals;
  };
}

/** Categorical cross-entropy of each image: minus the logarithm of its own class's softmax. */
function crossEntropies(logits: tf.Tensor2D, labels: tf.Tensor1D, classes: number): tf.Tensor1D {
  const logProbabilities = tf.logSoftmax(logits); // [batch, classes]
  return tf.neg(tf.sum(tf.mul(logProbabilities, tf.oneHot(labels, classes)), 1));
}
