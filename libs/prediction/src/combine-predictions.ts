import {
  argMax,
  combineBy,
  type Combination,
  normalised,
  uncertaintiesOf,
  type Uncertainties,
} from '@chorus/ensemble';

/** What an ensemble predicts of some samples. */
export interface EnsemblePredictions {
  /** Each member's softmax, [samples, classes]. */
  readonly members: readonly Float32Array[];
  /** The ensemble's probabilities, [samples, classes]: every row sums to 1. */
  readonly probabilities: Float64Array;
  /** The ensemble's classes, [samples]. */
  readonly chosen: Int32Array;
  readonly uncertainties: Uncertainties;
}

const NONE: EnsemblePredictions = {
  members: [],
  probabilities: new Float64Array(0),
  chosen: new Int32Array(0),
  uncertainties: {
    total: new Float64Array(0),
    expected: new Float64Array(0),
    mutualInformation: new Float64Array(0),
    disagreement: new Float64Array(0),
  },
};

/**
 * Makes the ensemble's predictions of its members', as the run's report does.
 *
 * @param members each member's softmax, [samples, classes]; none where there are no samples
 */
export function combinePredictions(
  combination: Combination,
  members: readonly Float32Array[],
  shape: readonly [samples: number, classes: number],
): EnsemblePredictions {
  const [samples, classes] = shape;
  if (samples === 0) return NONE;
  const scores = combineBy(combination, members, shape);
  const chosen = argMax(scores, classes);
  return {
    members,
    probabilities: normalised(scores, classes),
    chosen: Int32Array.from(chosen),
    uncertainties: uncertaintiesOf(members, shape, chosen),
  };
}
