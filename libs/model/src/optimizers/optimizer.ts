import type * as tf from '@tensorflow/tfjs';

/** A tensor that an optimizer keeps from step to step. It begins with zeros. */
export interface StateTensor {
  /** Unique within the optimizer. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** What one step of an optimizer is given. */
export interface OptimizerStep {
  /** The weights before the step. */
  readonly weights: readonly tf.Tensor[];
  /** The loss's gradients with respect to them, in the same order and shapes. */
  readonly gradients: readonly tf.Tensor[];
  /** The optimizer's state before the step, by name. */
  readonly state: Readonly<Record<string, tf.Tensor>>;
  /** The step's number of {@link Optimizer.rates}, a scalar. */
  readonly rate: tf.Scalar;
}

/** What a step changes: both as they are after it. */
export interface OptimizerResult {
  /** In the order of the step's weights. */
  readonly weights: readonly tf.Tensor[];
  readonly state: Readonly<Record<string, tf.Tensor>>;
}

/** How gradients become new weights. */
export interface Optimizer {
  /** Names it in checkpoints. */
  readonly name: string;
  /** The tensors that it keeps for weights of these shapes. */
  state(weights: readonly { readonly shape: readonly number[] }[]): readonly StateTensor[];
  /**
   * What of each step depends on its number alone, computed here in double precision: learning rates,
   * corrections included.
   *
   * @param first the number of the first step; counts from 1 through all epochs
   * @returns [steps]
   */
  rates(first: number, steps: number): Float32Array;
  /** Takes one step. It is pure: it returns new tensors, and changes nothing. */
  apply(step: OptimizerStep): OptimizerResult;
}
