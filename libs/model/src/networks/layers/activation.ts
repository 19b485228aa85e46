import * as tf from '@tensorflow/tfjs';

interface ActivationTraits {
  apply(x: tf.Tensor): tf.Tensor;
  /** Whether a larger input never gives a smaller output, element by element. */
  readonly nonDecreasing: boolean;
  /** What backends call it that compute it together with the convolution or product before it. */
  readonly fused: 'linear' | 'relu' | undefined;
}

/** What a layer may do to its outputs, under Keras' names. */
export const ACTIVATIONS = {
  linear: { apply: (x) => x, nonDecreasing: true, fused: 'linear' },
  relu: { apply: (x) => tf.relu(x), nonDecreasing: true, fused: 'relu' },
  softmax: { apply: (x) => tf.softmax(x), nonDecreasing: false, fused: undefined },
} as const satisfies Readonly<Record<string, ActivationTraits>>;

/** The name of one of {@link ACTIVATIONS}. */
export type Activation = keyof typeof ACTIVATIONS;
