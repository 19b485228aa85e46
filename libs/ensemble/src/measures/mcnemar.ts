import { requireSameLength } from '../shapes.ts';

/** Two classifiers on the same samples. */
export interface McNemarResult {
  /** Samples that only the first one gets right. */
  readonly onlyFirst: number;
  /** Samples that only the second one gets right. */
  readonly onlySecond: number;
  /** How probable such a difference, or a larger one, is if both are equally good: 0 to 1. */
  readonly pValue: number;
}

/**
 * McNemar's exact test, two-sided: of the samples that exactly one of two classifiers gets right, each
 * is as probably the first one's as the second one's if both are equally good (binomial, ½).
 *
 * Source: Q. McNemar 1947, "Note on the sampling error of the difference between correlated
 * proportions or percentages"; T. G. Dietterich 1998, "Approximate statistical tests for comparing
 * supervised classification learning algorithms".
 *
 * @param first [samples], 1 where the first classifier is right, else 0
 * @param second the same of the second one
 * @throws RangeError when the lengths differ
 */
export function mcnemarTest(first: Uint8Array, second: Uint8Array): McNemarResult {
  requireSameLength('samples of the first', first.length, 'samples of the second', second.length);
  let [onlyFirst, onlySecond] = [0, 0];
  for (const [sample, right] of first.entries()) {
    if (right > second[sample]!) onlyFirst++;
    if (right < second[sample]!) onlySecond++;
  }
  const tail = lowerTail(onlyFirst + onlySecond, Math.min(onlyFirst, onlySecond));
  return { onlyFirst, onlySecond, pValue: Math.min(1, 2 * tail) };
}

/** The probability of at most `most` heads in `tosses` of a fair coin; logarithms, as 2⁻ⁿ underflows. */
function lowerTail(tosses: number, most: number): number {
  let logarithm = -tosses * Math.LN2;
  let total = Math.exp(logarithm);
  for (let heads = 1; heads <= most; heads++) {
    logarithm += Math.log((tosses - heads + 1) / heads);
    total += Math.exp(logarithm);
  }
  return total;
}

/**
 * p-values of several tests, adjusted so that the probability of any false alarm among them stays below
 * the level that each is compared with; in the same order, 0 to 1.
 *
 * Source: S. Holm 1979, "A simple sequentially rejective multiple test procedure".
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let most = 0;
  const ascending = [...pValues.entries()].toSorted(([, one], [, other]) => one - other);
  for (const [rank, [index, pValue]] of ascending.entries()) {
    most = Math.max(most, Math.min(1, (pValues.length - rank) * pValue));
    adjusted[index] = most;
  }
  return adjusted;
}
