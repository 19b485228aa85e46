import type { Predictions } from './shapes.ts';

/**
 * The ensemble's scores while its members are added, one after the other and in member order, so that memory does
 * not grow with their number.
 */
export interface RunningScores {
  /**
   * Adds one member's predictions, [samples, classes].
   *
   * @throws RangeError when they have another length
   */
  add(predictions: Predictions): void;
  /**
   * The scores of the members added so far, [samples, classes]: none is negative, every row has a positive total
   * and, divided by it, is the ensemble's probabilities. The largest of a row wins, of equal ones the lowest class.
   * They are valid until the next member is added, and not to be changed.
   */
  scores(): Float64Array;
}

/** The number of samples and of classes that predictions are of. */
export type Shape = readonly [samples: number, classes: number];
