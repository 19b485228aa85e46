import * as tf from '@tensorflow/tfjs';
import type { DescribedWeight, Optimizer, OptimizerStep } from '../optimizers/optimizer.ts';

/** An optimizer with the values of its state. */
export class OptimizerState {
  readonly optimizer: Optimizer;
  /** The state's tensors by name, in the optimizer's order. */
  readonly tensors: Readonly<Record<string, tf.Variable>>;
  readonly #described: readonly DescribedWeight[];

  /** @param weights those that it moves */
  constructor(optimizer: Optimizer, weights: readonly DescribedWeight[]) {
    this.optimizer = optimizer;
    this.#described = weights;
    this.tensors = tf.tidy(() =>
      Object.fromEntries(
        optimizer
          .state(weights)
          .map(({ name, shape, start = 0 }) => [
            name,
            tf.variable(tf.fill([...shape], start), false),
          ]),
      ),
    );
  }

  /**
   * Takes a step: all that it changes are variables.
   *
   * @param weights the values of those that were given to the constructor
   * @param gradients those of the weights, in the same order and shapes
   * @param numbers the optimizer's, of this step
   */
  step(
    weights: readonly tf.Variable[],
    gradients: readonly tf.Tensor[],
    numbers: OptimizerStep['numbers'],
  ): void {
    tf.tidy(() => {
      const described = this.#described;
      const after = this.optimizer.apply({
        ...{ described, weights, gradients, state: this.tensors, numbers },
      });
      for (const [index, weight] of weights.entries()) weight.assign(after.weights[index]!);
      for (const [name, tensor] of Object.entries(this.tensors)) tensor.assign(after.state[name]!);
    });
  }

  dispose(): void {
    tf.dispose(Object.values(this.tensors));
  }
}
