import type * as tf from '@tensorflow/tfjs';

/** A tensor that an optimizer keeps from step to step. It begins with zeros. */
export interface StateTensor {
  /** The tensor's name, unique within the optimizer. */
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
  /** The step's rate, one of {@link Optimizer.rates}, a scalar. */
  readonly rate: tf.Scalar;
}

/** Weights and state as they are after a step. */
export interface OptimizerResult {
  /** The new weights, in the order of the step's. */
  readonly weights: readonly tf.Tensor[];
  readonly state: Readonly<Record<string, tf.Tensor>>;
}

/** How gradients become new weights. */
export interface Optimizer {
  /** The optimizer's name in checkpoints. */
  readonly name: string;
  /** The tensors that it keeps for weights of these shapes. */
  state(weights: readonly { readonly shape: readonly number[] }[]): readonly StateTensor[];
  /**
   * The rates of some steps: learning rates with all corrections that depend on the step's number alone,
   * computed in double precision.
   *
   * @param first the number of the first step; counts from 1 through all epochs
   * @returns [steps]
   */
  rates(first: number, steps: number): Float32Array;
  /** Takes one step. It is pure: it returns new tensors, and changes nothing. */
  apply(step: OptimizerStep): OptimizerResult;
}
