import { countRows, requireSameLength } from './shapes.ts';

/**
 * The sum of the members' predictions, S = Σₘ Pₘ, in float64. Members are added one by one, so that
 * memory does not grow with their number. Floating-point addition depends on its order: add them in
 * member order, and the same predictions always give the same bits.
 */
export class PredictionSum {
  /** [samples, classes], row by row; each row totals the number of members. */
  readonly values: Float64Array;
  readonly samples: number;
  readonly classes: number;
  #members = 0;

  /** @throws RangeError when there would be no samples or no classes */
  constructor(samples: number, classes: number) {
    this.values = new Float64Array(samples * classes);
    this.samples = countRows(this.values, classes);
    this.classes = classes;
  }

  /** How many members have been added. */
  get members(): number {
    return this.#members;
  }

  /**
   * Adds one member's predictions, [samples, classes].
   * @throws RangeError when they have another length; the sum is then as it was
   */
  add(predictions: Float32Array): void {
    requireSameLength('predictions', predictions.length, 'numbers in the sum', this.values.length);
    for (let index = 0; index < predictions.length; index++) {
      this.values[index]! += predictions[index]!;
    }
    this.#members++;
  }
}
