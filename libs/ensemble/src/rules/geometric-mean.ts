import { logProbabilities } from '../log-probabilities.ts';
import type { RunningScores, Shape } from '../running-scores.ts';
import { WeightedSum } from './weighted-sum.ts';

/**
 * The geometric mean of the members' probabilities, exp(1/M Σₘ ln pₘ): the mean of their log-probabilities (the
 * logarithmic opinion pool, a product of experts). A member that thinks a class improbable counts for more than in the sum.
 *
 * Source: G. E. Hinton 1999, "Products of Experts"; its weighting by M is C. Genest and J. V. Zidek 1986, "Combining
 * Probability Distributions: A Critique and an Annotated Bibliography".
 *
 * @throws RangeError when there would be no samples or no classes
 */
export function geometricMean(shape: Shape): RunningScores {
  const sum = new WeightedSum(shape);
  let members = 0;
  return {
    add(predictions) {
      sum.add(logProbabilities(predictions, shape[1]));
      members++;
    },
    scores: () => sum.scores().map((total) => Math.exp(total / members)),
  };
}
