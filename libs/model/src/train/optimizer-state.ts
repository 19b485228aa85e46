import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** An optimizer with the values of its state. */
export class OptimizerState {
  readonly optimizer: Optimizer;
  /** The state's tensors by name, in the optimizer's order. */
  readonly tensors: Readonly<Record<string, tf.Variable>>;

  /** @param weights those that it moves */
  constructor(optimizer: Optimizer, weights: readonly tf.Tensor[]) {
    this.optimizer = optimizer;
    this.tensors = tf.tidy(() =>
      Object.fromEntries(
        optimizer
          .state(weights)
          .map(({ name, shape }) => [name, tf.variable(tf.zeros([...shape]), false)]),
      ),
    );
  }

  /**
   * Takes a step: all that it changes are variables.
   *
   * @param weights those that were given to the constructor
   * @param gradients those of the weights, in the same order and shapes
   * @param rate one of the optimizer's `rates`
   */
  step(weights: readonly tf.Variable[], gradients: readonly tf.Tensor[], rate: tf.Scalar): void {
    tf.tidy(() => {
      const after = this.optimizer.apply({ weights, gradients, state: this.tensors, rate });
      for (const [index, weight] of weights.entries()) weight.assign(after.weights[index]!);
      for (const [name, tensor] of Object.entries(this.tensors)) tensor.assign(after.state[name]!);
    });
  }

  dispose(): void {
    tf.dispose(Object.values(this.tensors));
  }
}
