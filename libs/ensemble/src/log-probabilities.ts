import { PROBABILITY_FLOOR } from './measures/cross-entropy.ts';
import { countRows, rowTotal, type Predictions } from './shapes.ts';

/**
 * The logarithms of probabilities, [samples, classes]: each row is divided by its total, and nothing counts as less
 * probable than 1e-7, so that no single member that is sure of something wrong outweighs all others.
 *
 * @param predictions [samples, classes]; rows with a positive total
 * @throws RangeError when they are not whole rows
 */
export function logProbabilities(predictions: Predictions, classes: number): Float64Array {
  const rows = countRows(predictions, classes);
  const logarithms = new Float64Array(predictions.length);
  for (let row = 0; row < rows; row++) {
    const total = rowTotal(predictions, row, classes);
    for (let index = row * classes; index < (row + 1) * classes; index++) {
      logarithms[index] = Math.log(Math.max(predictions[index]! / total, PROBABILITY_FLOOR));
    }
  }
  return logarithms;
}

/**
 * Probabilities of logits: softmax(logits / temperature) of each row, [samples, classes], written over them.
 *
 * @param logits [samples, classes], finite
 * @param temperature above 0
 * @returns `logits`, whose rows now sum to 1
 */
export function softmaxInPlace(
  logits: Float64Array,
  classes: number,
  temperature = 1,
): Float64Array {
  for (let start = 0; start < logits.length; start += classes) {
    let most = -Infinity;
    for (let index = start; index < start + classes; index++) {
      if (logits[index]! > most) most = logits[index]!;
    }
    let total = 0;
    for (let index = start; index < start + classes; index++) {
      total += logits[index] = Math.exp((logits[index]! - most) / temperature);
    }
    for (let index = start; index < start + classes; index++) logits[index]! /= total;
  }
  return logits;
}

/**
 * Predictions at another temperature, softmax(ln p / T), [samples, classes]: above 1 they are less sure, below 1 surer,
 * and which class is the most probable does not change.
 *
 * Source: C. Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2, with log-probabilities as logits.
 *
 * @param predictions [samples, classes]; rows with a positive total
 * @param temperature above 0
 */
export function atTemperature(
  predictions: Predictions,
  classes: number,
  temperature: number,
): Float64Array {
  return softmaxInPlace(logProbabilities(predictions, classes), classes, temperature);
}
