import { accuracy } from './accuracy.ts';
import { argMax } from '../arg-max.ts';
import { meanCrossEntropy } from './cross-entropy.ts';
import type { ClassIndices } from '../shapes.ts';

/** How well predictions fit the labels. */
export interface Evaluation {
  /** Mean cross-entropy, as Keras' `evaluate` has it. */
  readonly loss: number;
  /** Share of samples whose arg max is the label, 0 to 1; of equal values the first counts. */
  readonly accuracy: number;
}

/**
 * Loss and accuracy in float64: a worker measures by it what it reports, and the coordinator checks that by the same.
 *
 * @param predictions softmax, [samples, classes], row by row
 * @param labels [samples], class indices
 * @throws RangeError when they do not fit each other
 */
export function evaluate(
  predictions: Float32Array,
  labels: ClassIndices,
  classes: number,
): Evaluation {
  return {
    loss: meanCrossEntropy(predictions, labels, classes),
    accuracy: accuracy(argMax(predictions, classes), labels),
  };
}
