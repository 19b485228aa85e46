/**
 * The arithmetic that predictions are combined by, in whichever language a format is written: `T` stands for numbers of
 * float32, [batch, classes] unless it says otherwise.
 */
export interface Arithmetic<T> {
  /** The softmax of each row. */
  softmax(logits: T): T;
  /** The natural logarithm of each number, or of `floor` where that is larger. */
  log(values: T, floor: number): T;
  /** @param factor a number, or as many numbers again */
  multiply(values: T, factor: T | number): T;
  add(one: T, other: T): T;
  subtract(one: T, other: T): T;
  /** Each number, or 0 where that is larger. */
  positive(values: T): T;
  /** The sum of each row, [batch]. */
  rowSum(values: T): T;
  /** The place of the largest number of each row, of equal ones the first: int32, [batch]. */
  argMax(values: T): T;
  /** A row of zeros with a one at each place: of {@link argMax}. */
  oneHot(places: T, classes: number): T;
  /** Rows side by side, [batch, matrices * classes]. */
  sideBySide(values: readonly T[]): T;
  /** values W + b, [batch, outputs]. */
  linear(
    values: T,
    weights: readonly (readonly number[])[],
    bias: readonly number[],
    name: string,
  ): T;
}
