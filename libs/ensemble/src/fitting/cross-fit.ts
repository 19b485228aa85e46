import { normalised } from '../combine-by.ts';
import type { ClassIndices } from '../shapes.ts';
import { fitCombination, needsValidation, type CombiningWish } from './fit-combination.ts';
import {
  combineHeldOut,
  pickSamples,
  type ValidationPredictions,
} from './validation-predictions.ts';

const FOLDS = 5;

/**
 * The ensemble's probabilities of the validation samples, [samples, classes], of which none took part in fitting what
 * they come from: the samples are dealt to five folds, of each class alike, and each fold is predicted by what was fitted
 * on the other four. So rules that are fitted and rules that are not can be compared on the same samples.
 *
 * Source: M. Stone 1974, "Cross-Validatory Choice and Assessment of Statistical Predictions".
 *
 * @throws RangeError when the shapes do not match, or there are fewer than two samples to fit something on
 */
export function crossFitted(
  wish: CombiningWish,
  validation: ValidationPredictions,
  classes: number,
): Float64Array {
  const { labels } = validation;
  const samples = labels.length;
  if (!needsValidation(wish)) {
    const combination = fitCombination(wish, undefined, classes);
    return normalised(combineHeldOut(combination, validation, classes), classes);
  }
  const probabilities = new Float64Array(samples * classes);
  const foldOf = dealt(labels, classes, Math.min(FOLDS, samples));
  for (let fold = 0; fold < Math.min(FOLDS, samples); fold++) {
    const rows = [...foldOf.keys()];
    const own = rows.filter((row) => foldOf[row] === fold);
    if (own.length === 0) continue;
    const others = rows.filter((row) => foldOf[row] !== fold);
    const combination = fitCombination(wish, pickSamples(validation, classes, others), classes);
    const predicted = pickSamples(validation, classes, own);
    const values = normalised(combineHeldOut(combination, predicted, classes), classes);
    for (const [position, row] of own.entries()) {
      probabilities.set(
        values.subarray(position * classes, (position + 1) * classes),
        row * classes,
      );
    }
  }
  return probabilities;
}

/** The fold of each sample, [samples]: those of a class go round, so that no chance is needed. */
function dealt(labels: ClassIndices, classes: number, folds: number): Uint8Array {
  // Each class begins where the one before ended, so that few samples of many classes fill all folds alike.
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]!++;
  let next = 0;
  const nextOf = counts.map((count) => (next += count) - count);
  return Uint8Array.from(labels, (label) => nextOf[label]!++ % folds);
}
