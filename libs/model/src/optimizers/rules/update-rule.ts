import type * as tf from '@tensorflow/tfjs';

/** What a rule is given in a step: all weights' values in a row. */
export interface RuleStep {
  /** [parameters] */
  readonly gradient: tf.Tensor1D;
  /** The weights, [parameters]. */
  readonly weights: tf.Tensor1D;
  /** Each weight's number of parameters, in their order in the row. */
  readonly sizes: readonly number[];
  /** The rule's tensors before the step, by name, each [parameters]. */
  readonly state: Readonly<Record<string, tf.Tensor>>;
  /** The step's {@link UpdateRule.numbers}, by name. */
  readonly numbers: Readonly<Record<string, tf.Scalar>>;
}

/** What a rule makes of it. */
export interface RuleResult {
  /** What is to be taken off the weights, [parameters]. */
  readonly change: tf.Tensor;
  /** The rule's tensors after the step. */
  readonly state: Readonly<Record<string, tf.Tensor>>;
}

/**
 * How a gradient becomes a change of the weights. All weights' values lie in one flat tensor, and so does each tensor
 * that a rule keeps: a step is some ten operations for all of them, not for each.
 */
export interface UpdateRule {
  /** The tensors that it keeps, each of as many values as all weights have together. */
  readonly tensors: readonly { readonly name: string; readonly start?: number }[];
  /** The names of what {@link numbersOf} returns. */
  readonly numbers: readonly string[];
  /**
   * What depends on a step's number and learning rate alone.
   *
   * @param step counts from 1
   */
  numbersOf(step: number, learningRate: number): readonly number[];
  /** The change of one step. It is pure. */
  apply(step: RuleStep): RuleResult;
}
