import type { Combination } from '../combination.ts';
import { logProbabilities, softmaxInPlace } from '../log-probabilities.ts';
import type { RunningScores, Shape } from '../running-scores.ts';
import { countRows, requireSameLength } from '../shapes.ts';

/**
 * Multinomial logistic regression on the members' log-probabilities, softmax(x W + b), where x is those of all
 * members side by side.
 *
 * Source: D. H. Wolpert 1992, "Stacked generalization"; K. M. Ting and I. H. Witten 1999, "Issues in Stacked
 * Generalization", who find that probabilities, not classes, should go in.
 *
 * @throws RangeError when there would be no samples or no classes, or nothing was fitted
 */
export function stacking(
  { rule, coefficients, intercepts }: Combination,
  [samples, classes]: Shape,
): RunningScores {
  if (!coefficients || !intercepts) throw new RangeError(`${rule}: the coefficients are missing`);
  const weights = Float64Array.from(coefficients.flat()); // [members * classes, classes]
  const block = classes * classes;
  const logits = new Float64Array(samples * classes);
  countRows(logits, classes);
  for (let index = 0; index < logits.length; index++) logits[index] = intercepts[index % classes]!;
  let members = 0;
  return {
    add(predictions) {
      requireSameLength('predictions', predictions.length, 'numbers of logits', logits.length);
      if ((members + 1) * block > weights.length) {
        throw new RangeError(`${rule} was fitted for ${members} members only`);
      }
      const own = weights.subarray(members * block, (members + 1) * block);
      addProduct(logits, logProbabilities(predictions, classes), own, classes);
      members++;
    },
    scores: () => softmaxInPlace(logits.slice(), classes),
  };
}

/** Adds inputs · weights, of [samples, classes] and [classes, classes], to `outputs`, [samples, classes]. */
function addProduct(
  outputs: Float64Array,
  inputs: Float64Array,
  weights: Float64Array,
  classes: number,
): void {
  for (let start = 0; start < outputs.length; start += classes) {
    for (let from = 0; from < classes; from++) {
      const input = inputs[start + from]!;
      for (let to = 0; to < classes; to++) {
        outputs[start + to]! += input * weights[from * classes + to]!;
      }
    }
  }
}
