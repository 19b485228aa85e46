import * as tf from '@tensorflow/tfjs';

/** The loss of each sample, [batch]: what training makes smaller is their mean. */
export type Loss = (logits: tf.Tensor2D, targets: tf.Tensor) => tf.Tensor1D;

/** What can be set of the cross-entropy. */
export interface CrossEntropySettings {
  /** The share of each target that is spread over all classes alike, 0 to below 1. Default: 0. */
  readonly labelSmoothing?: number | undefined;
  /** By what the loss of a sample of each class is multiplied, [classes]. Default: 1. */
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * Categorical cross-entropy, as Keras' `CategoricalCrossentropy` of logits and `class_weight` have it. Its targets say how
 * much each sample belongs to each class, [batch, classes].
 */
export function crossEntropy({
  labelSmoothing = 0,
  classWeights,
}: CrossEntropySettings = {}): Loss {
  return (logits, targets) => {
    const logProbabilities = tf.logSoftmax(logits); // [batch, classes]
    const smooth = smoothed(targets, labelSmoothing);
    const losses = tf.neg(tf.sum(tf.mul(logProbabilities, smooth), 1)) as tf.Tensor1D;
    if (classWeights === undefined) return losses;
    return tf.mul(losses, tf.sum(tf.mul(targets, tf.tensor1d([...classWeights])), 1));
  };
}

function smoothed(targets: tf.Tensor, share: number): tf.Tensor {
  if (share === 0) return targets;
  return tf.add(tf.mul(targets, 1 - share), share / targets.shape[1]!);
}

/**
 * Weights under which each class counts alike, whatever its number of samples; their mean over the samples is 1. A class
 * without samples has the weight 1.
 */
export function balancedWeights(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (classes * count)));
}
