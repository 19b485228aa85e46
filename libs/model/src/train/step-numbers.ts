import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { WeightAverage } from './weight-average.ts';

/** What differs from step to step by the step's number alone: a table, which is computed outside of the step. */
export class StepNumbers {
  /** The names of the table's columns. */
  readonly names: readonly string[];
  readonly #optimizer: Optimizer;
  readonly #average: WeightAverage | undefined;

  constructor(optimizer: Optimizer, average: WeightAverage | undefined) {
    this.#optimizer = optimizer;
    this.#average = average;
    this.names = [...optimizer.numbers, ...(average?.numbers ?? [])];
  }

  /**
   * The numbers of some steps.
   *
   * @param first the number of the first step; counts from 1 through all epochs
   * @returns [steps, names]
   */
  table(first: number, steps: number): Float32Array {
    const rates = this.#optimizer.rates(first, steps); // [steps, the optimizer's]
    if (!this.#average) return rates;
    const [columns, ofOptimizer] = [this.names.length, this.#optimizer.numbers.length];
    const table = new Float32Array(steps * columns);
    for (let index = 0; index < steps; index++) {
      const row = rates.subarray(index * ofOptimizer, (index + 1) * ofOptimizer);
      table.set([...row, ...this.#average.numbersOf(first + index)], index * columns);
    }
    return table;
  }

  /** A row of the table, [names], as scalars by name. */
  named(row: tf.Tensor): Record<string, tf.Scalar> {
    const { names } = this;
    if (names.length === 1) return { [names[0]!]: row.reshape([]) as tf.Scalar };
    const scalars = tf.unstack(row) as tf.Scalar[];
    return Object.fromEntries(names.map((name, index) => [name, scalars[index]!]));
  }
}
