import type * as tf from '@tensorflow/tfjs';
import type { Mode, NetworkWeight, RandomInput, Tensors } from '../network.ts';

/** What an operation is given beside its input, in one forward pass. */
export interface Pass {
  readonly weights: Tensors;
  readonly random: Tensors;
  readonly mode: Mode;
  /** Gives a weight that is not trainable its next value; for `train` only. */
  update(name: string, next: tf.Tensor): void;
}

/** One operation of a network: a layer, or what a rewrite has made of one. */
export interface Operation {
  /**
   * Computes its outputs.
   *
   * @param x [batch, ...the shape of one sample]
   */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor;
}

/** A layer: an operation that knows its weights, and what it is called in a saved model. */
export interface Layer extends Operation {
  /** The layer's name, unique within the network: letters, digits and underscores. */
  readonly name: string;
  /** The shape of what it makes of one sample. */
  readonly outputShape: readonly number[];
  readonly weights: readonly NetworkWeight[];
  readonly randomInputs: readonly RandomInput[];
  /**
   * The layer of tfjs that computes the same.
   *
   * @param seed the member's
   */
  tfjsLayer(seed: number): tf.layers.Layer;
}

/** A layer that does not know its input yet. */
export type LayerOf<L extends Layer = Layer> = (inputShape: readonly number[]) => L;
