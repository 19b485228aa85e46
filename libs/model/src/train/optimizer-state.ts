import * as tf from '@tensorflow/tfjs';
import type { DescribedWeight, Optimizer } from '../optimizers/optimizer.ts';

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
   * @param row the step's row of the optimizer's `rates`, [numbers]
   */
  step(weights: readonly tf.Variable[], gradients: readonly tf.Tensor[], row: tf.Tensor): void {
    tf.tidy(() => {
      const described = this.#described;
      const numbers = numbersIn(row, this.optimizer.numbers);
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

/** A row's numbers by name. */
function numbersIn(row: tf.Tensor, names: readonly string[]): Record<string, tf.Scalar> {
  if (names.length === 1) return { [names[0]!]: row.reshape([]) as tf.Scalar };
  const numbers = tf.unstack(row) as tf.Scalar[];
  return Object.fromEntries(names.map((name, index) => [name, numbers[index]!]));
}
