import type { WeightKind } from '@chorus/network';
import type * as tf from '@tensorflow/tfjs';

/** A weight as an optimizer is told of it. */
export interface DescribedWeight {
  /** Layer and weight, for example `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: WeightKind;
}

/** A tensor that an optimizer keeps from step to step. */
export interface StateTensor {
  /** The tensor's name, unique within the optimizer. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The value of all its elements before the first step. Default: 0. */
  readonly start?: number;
}

/** What one step of an optimizer is given. */
export interface OptimizerStep {
  /** What the weights are. */
  readonly described: readonly DescribedWeight[];
  /** The weights before the step, in the same order. */
  readonly weights: readonly tf.Tensor[];
  /** The loss's gradients with respect to them, in the same order and shapes. */
  readonly gradients: readonly tf.Tensor[];
  /** The optimizer's state before the step, by name. */
  readonly state: Readonly<Record<string, tf.Tensor>>;
  /** The step's {@link Optimizer.numbers}, by name. */
  readonly numbers: Readonly<Record<string, tf.Scalar>>;
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
  /** The tensors that it keeps for these weights. */
  state(weights: readonly DescribedWeight[]): readonly StateTensor[];
  /** The names of the numbers that differ from step to step: learning rates, corrections, decay. */
  readonly numbers: readonly string[];
  /**
   * The learning rate of a step, as people know it, without corrections.
   *
   * @param step its number, from 1 through all epochs
   */
  learningRate(step: number): number;
  /**
   * The numbers of some steps, which depend on a step's number alone, computed in double precision.
   *
   * @param first the number of the first step; counts from 1 through all epochs
   * @returns [steps, numbers]
   */
  rates(first: number, steps: number): Float32Array;
  /** Takes one step. It is pure: it returns new tensors, and changes nothing. */
  apply(step: OptimizerStep): OptimizerResult;
}
