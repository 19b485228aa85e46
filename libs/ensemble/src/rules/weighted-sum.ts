import type { RunningScores, Shape } from '../running-scores.ts';
import { countRows, requireSameLength, type Predictions } from '../shapes.ts';

/**
 * The sum of the members' predictions, S = Σₘ wₘ Pₘ, in float64; without weights each counts 1. Floating-point
 * addition depends on its order: added in member order, the same predictions always give the same bits.
 */
export class WeightedSum implements RunningScores {
  readonly #values: Float64Array;
  readonly #weights: readonly number[] | undefined;
  #members = 0;

  /**
   * @param weights of the members, in the order in which they are added
   * @throws RangeError when there would be no samples or no classes
   */
  constructor([samples, classes]: Shape, weights?: readonly number[]) {
    this.#values = new Float64Array(samples * classes);
    this.#weights = weights;
    countRows(this.#values, classes);
  }

  add(predictions: Predictions): void {
    const values = this.#values;
    requireSameLength('predictions', predictions.length, 'numbers in the sum', values.length);
    const weight = this.#weights ? this.#weights[this.#members] : 1;
    if (weight === undefined) {
      throw new RangeError(`there are weights for ${this.#members} members only`);
    }
    for (let index = 0; index < values.length; index++) {
      values[index]! += weight * predictions[index]!;
    }
    this.#members++;
  }

  scores(): Float64Array {
    return this.#values;
  }
}
