import { argMax } from '../arg-max.ts';
import { normalised } from '../combine-by.ts';
import { WeightedSum } from '../rules/weighted-sum.ts';
import type { Shape } from '../running-scores.ts';
import type { ClassIndices, Predictions } from '../shapes.ts';
import { Votes } from './disagreement.ts';

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

/** The uncertainty of each sample while members are added one by one, so that memory does not grow with their number. */
export class RunningUncertainties {
  /** What each member chooses. */
  readonly votes: Votes;
  readonly #sum: WeightedSum;
  readonly #entropies: Float64Array;

  /** @throws RangeError when there would be no samples or no classes */
  constructor([samples, classes]: Shape) {
    this.votes = new Votes(samples, classes);
    this.#sum = new WeightedSum([samples, classes]);
    this.#entropies = new Float64Array(samples);
  }

  /**
   * Adds one member's predictions, [samples, classes].
   *
   * @returns what it chooses, [samples]
   * @throws RangeError when they have another length
   */
  add(predictions: Predictions): ClassIndices {
    const { classes } = this.votes;
    this.#sum.add(predictions);
    addEntropies(this.#entropies, normalised(predictions, classes), classes);
    const chosen = argMax(predictions, classes);
    this.votes.add(chosen);
    return chosen;
  }

  /**
   * The uncertainties of the members added so far, one or more.
   *
   * @param chosen the ensemble's classes, [samples]; left out: those of the mean prediction
   */
  uncertainties(chosen?: ClassIndices): Uncertainties {
    const { samples, classes, members, counts } = this.votes;
    const mean = normalised(this.#sum.scores(), classes);
    const total = new Float64Array(samples);
    addEntropies(total, mean, classes);
    const expected = this.#entropies.map((sum) => sum / members);
    const own = chosen ?? argMax(mean, classes);
    return {
      total,
      expected,
      mutualInformation: total.map((value, row) => Math.max(0, value - expected[row]!)),
      disagreement: total.map((_, row) => 1 - counts[row * classes + own[row]!]! / members),
    };
  }
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
 * @throws RangeError when the shapes do not fit or there is no member
 */
export function uncertaintiesOf(
  members: readonly Predictions[],
  shape: Shape,
  chosen?: ClassIndices,
): Uncertainties {
  if (members.length === 0) throw new RangeError('the uncertainty of no members is not defined');
  const running = new RunningUncertainties(shape);
  for (const predictions of members) running.add(predictions);
  return running.uncertainties(chosen);
}

/** Adds the entropy of each row in nats, −Σ p ln p, where 0 ln 0 is 0. */
function addEntropies(sums: Float64Array, probabilities: Float64Array, classes: number): void {
  for (let row = 0; row < sums.length; row++) {
    let entropy = 0;
    for (let index = row * classes; index < (row + 1) * classes; index++) {
      const probability = probabilities[index]!;
      if (probability > 0) entropy -= probability * Math.log(probability);
    }
    sums[row]! += entropy;
  }
}
