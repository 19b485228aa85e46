/** What predictions are worth on the same samples. */
export interface RankedScore {
  /** The share that is right. */
  readonly accuracy: number;
  /** The mean negative log-likelihood, in nats. */
  readonly nll: number;
}

/**
 * The places of scores from the best to the worst: by accuracy, of as accurate ones by the smaller negative
 * log-likelihood, of equal ones the earlier first.
 */
export function rankByScores(scores: readonly RankedScore[]): number[] {
  return [...scores.keys()].toSorted(
    (one, other) =>
      scores[other]!.accuracy - scores[one]!.accuracy ||
      scores[one]!.nll - scores[other]!.nll ||
      one - other,
  );
}
