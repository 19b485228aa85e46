import type { WeightKind } from '@chorus/network';
import type * as tf from '@tensorflow/tfjs';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** One weight tensor of a network. */
export interface NetworkWeight {
  /** Layer and weight, for example `conv1/kernel`; unique within the network. */
  readonly name: string;
  /** Sizes of the dimensions. */
  readonly shape: readonly number[];
  readonly kind: WeightKind;
  /** Whether the optimizer moves the weight; otherwise it stays, or `forward` gives its next value. */
  readonly trainable: boolean;
  /**
   * The value before training: a function of the member's seed, the same on every backend.
   *
   * @param samples as many as {@link Network.initialSamples} says; none where a checkpoint's values come next
   */
  initial(seed: number, samples?: PreparedSamples): tf.Tensor;
  /** What a value is brought to after each step, for example to one that is not negative; undefined: it stays. */
  readonly constrain?: ((value: tf.Tensor) => tf.Tensor) | undefined;
}

/** Samples as a network sees them. */
export interface PreparedSamples {
  /** The values, scaled, [samples, ...sampleShape]. */
  readonly values: Float32Array;
  readonly sampleShape: readonly number[];
}

/** Random numbers that a network needs in every step of training. */
export interface RandomInput {
  /** The input's name, unique within the network: letters, digits and underscores. */
  readonly name: string;
  /**
   * The numbers of one step, which are a function of the arguments alone: drawn in JavaScript where the
   * step is a number, by operations of TensorFlow where it is a tensor, the same ones either way (normal numbers up to
   * rounding).
   *
   * @param batch samples in the step
   * @param seed the member's
   * @param step counts from 1 through all epochs; as a tensor an int32 scalar, on TensorFlow only
   */
  draw(batch: number, seed: number, step: number | tf.Scalar): tf.Tensor;
}

/** What a forward pass is for: training drops outputs and computes next values, predicting does not. */
export type Mode = 'train' | 'predict';

/** What comes of a forward pass. */
export interface ForwardPass {
  /** Logits, [batch, classes]: their softmax are the predictions. */
  readonly logits: tf.Tensor2D;
  /** The next values of weights that are not trainable, by name; empty in `predict`. */
  readonly updated: Tensors;
  /** What regularizers add to the loss; undefined where there are none, and in `predict`. */
  readonly penalty?: tf.Scalar | undefined;
}

/** A classifier as training and predicting need to know it: tensors in, logits out. */
export interface Network {
  /** The shape of one sample. */
  readonly sampleShape: readonly number[];
  /** The number of classes. */
  readonly classes: number;
  /** The values of the largest output of a layer for one sample; undefined: nobody knows. */
  readonly largestOutput?: number;
  /** All weights, those without a gradient among them: what a checkpoint has to hold. */
  readonly weights: readonly NetworkWeight[];
  /** How many training samples the weights' initial values are computed from, at most; 0: they need none. */
  readonly initialSamples: number;
  /** The random numbers of a step of training. To be read before a step is recorded: it may compute. */
  readonly randomInputs: readonly RandomInput[];
  /** The layer whose call is under way within {@link forward}; undefined: none is. Where it is missing nobody knows. */
  readonly layerUnderWay?: () => string | undefined;
  /**
   * Computes logits. It is pure: whatever it depends on is an argument, and it changes nothing.
   *
   * @param samples [batch, ...sampleShape]
   * @param weights the values of {@link weights}, by name
   * @param random the numbers of {@link randomInputs}, by name; `predict` needs none
   */
  forward(samples: tf.Tensor, weights: Tensors, random: Tensors, mode: Mode): ForwardPass;
  /**
   * The same network, softmax included, in layers that plain `tf.loadLayersModel` knows; each weight's
   * `originalName` is its name here.
   *
   * @param seed the member's, which initializers note
   * @returns a model with weights of its own, to be written, which the caller disposes of
   */
  layersModel(seed: number): tf.LayersModel;
}
