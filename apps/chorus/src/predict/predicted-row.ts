import type { PredictedPiece } from '@chorus/prediction';

/** What is told of one item that was to be predicted. */
export interface PredictedRow {
  /** Its file. */
  readonly file: string;
  /** Its row in the file, from 1 on; undefined: the file is one sample. */
  readonly row: number | undefined;
  /** Why it could not be predicted; undefined: it was. */
  readonly problem: string | undefined;
  readonly prediction: RowPrediction | undefined;
}

/** What an ensemble predicts of one sample. */
export interface RowPrediction {
  /** The class's name. */
  readonly class: string;
  /** The probability of that class. */
  readonly probability: number;
  /** Of each class, [classes]: they sum to 1. */
  readonly probabilities: Float64Array;
  /** The share of members that vote for another class. */
  readonly disagreement: number;
  /** The entropy of the members' mean, in nats: how uncertain the class is. */
  readonly entropy: number;
  /** What of it the members disagree about, in nats. */
  readonly mutualInformation: number;
}

/** The rows of a piece, in its order. */
export function rowsOf(piece: PredictedPiece, classes: readonly string[]): PredictedRow[] {
  let sample = 0;
  return piece.items.map(({ file, row, problem }) => ({
    ...{ file, row, problem },
    prediction: problem === undefined ? predictionOf(piece, sample++, classes) : undefined,
  }));
}

function predictionOf(
  { probabilities, chosen, uncertainties }: PredictedPiece,
  sample: number,
  classes: readonly string[],
): RowPrediction {
  const own = probabilities.subarray(sample * classes.length, (sample + 1) * classes.length);
  const label = chosen[sample]!;
  return {
    class: classes[label]!,
    probability: own[label]!,
    probabilities: own,
    disagreement: uncertainties.disagreement[sample]!,
    entropy: uncertainties.total[sample]!,
    mutualInformation: uncertainties.mutualInformation[sample]!,
  };
}
