import { argMax } from '../arg-max.ts';
import { combineBy, normalised } from '../combine-by.ts';
import { SUM } from '../combination.ts';
import type { Shape } from '../running-scores.ts';
import type { ClassIndices, Predictions } from '../shapes.ts';

/** How uncertain the ensemble is of each sample, and why: each [samples]. */
export interface Uncertainties {
  /** The entropy of the members' mean prediction, in nats: 0 to ln(classes). */
  readonly total: Float64Array;
  /** The mean of the members' entropies, in nats: what each of them finds uncertain (aleatoric). */
  readonly expected: Float64Array;
  /** What is left of the total, in nats, 0 or above: what the members disagree about (epistemic). */
  readonly mutualInformation: Float64Array;
  /** The share of members whose most probable class is not the ensemble's, 0 to 1. */
  readonly disagreement: Float64Array;
}

/**
 * The uncertainty of each sample, H(p̄), divided into the expected entropy, mean H(pₘ), and the mutual information
 * between prediction and member, H(p̄) − mean H(pₘ).
 *
 * Source: S. Depeweg et al. 2018, "Decomposition of Uncertainty in Bayesian Deep Learning for Efficient and
 * Risk-sensitive Learning"; N. Houlsby et al. 2011, "Bayesian Active Learning for Classification and Preference Learning".
 *
 * @param members each member's predictions, [samples, classes], one or more
 * @param chosen the ensemble's classes, [samples]; left out: those of the mean prediction
 * @throws RangeError when the shapes do not fit
 */
export function uncertaintiesOf(
  members: readonly Predictions[],
  shape: Shape,
  chosen?: ClassIndices,
): Uncertainties {
  const [samples, classes] = shape;
  const mean = normalised(combineBy(SUM, members, shape), classes);
  const classIndices = chosen ?? argMax(mean, classes);
  const total = rowEntropies(mean, classes);
  const expected = new Float64Array(samples);
  const disagreement = new Float64Array(samples);
  for (const predictions of members) {
    const entropies = rowEntropies(normalised(predictions, classes), classes);
    const voted = argMax(predictions, classes);
    for (let sample = 0; sample < samples; sample++) {
      expected[sample]! += entropies[sample]! / members.length;
      if (voted[sample] !== classIndices[sample]) disagreement[sample]! += 1 / members.length;
    }
  }
  const mutualInformation = total.map((value, sample) => Math.max(0, value - expected[sample]!));
  return { total, expected, mutualInformation, disagreement };
}

/** The entropy of each row in nats, −Σ p ln p, where 0 ln 0 is 0. */
function rowEntropies(probabilities: Float64Array, classes: number): Float64Array {
  const entropies = new Float64Array(probabilities.length / classes);
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index]!;
    if (probability > 0) {
      entropies[Math.floor(index / classes)]! -= probability * Math.log(probability);
    }
  }
  return entropies;
}
