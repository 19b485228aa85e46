import {
  accuracy,
  argMax,
  brierScore,
  calibrationBins,
  classAccuracies,
  confusionMatrix,
  expectedCalibrationError,
  meanCrossEntropy,
  meanDisagreement,
  PredictionSum,
  Votes,
  type ClassIndices,
} from '@chorus/ensemble';
import type { EnsembleReport, MemberReport } from '@chorus/run-view';
import { openFolder, type Gathered } from './gathered.ts';

/** What is summed up. */
export interface CombineInput extends Gathered {
  /** The test images that the report shows. */
  readonly samples: readonly number[];
}

/** What one member's predictions are worth. */
export type MemberWorth = Pick<MemberReport, 'testLoss' | 'testAccuracy' | 'classAccuracies'>;

/** What members' predictions are worth, together and each. */
export interface Combined {
  readonly ensemble: EnsembleReport;
  /** The ensemble's choice, [samples]. */
  readonly predicted: ClassIndices;
  /** Each member's, in their order. */
  readonly worth: readonly MemberWorth[];
  /** What each member takes the images shown for, [members][images]. */
  readonly votes: readonly number[][];
}

/**
 * Sums up predictions on the test images. C4 and C8: what it says comes from the accepted predictions
 * and the labels alone, in member order.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function combine(input: CombineInput): Combined {
  const { members, labels, classes, samples } = input;
  const folder = openFolder(input);
  const sum = new PredictionSum(labels.length, classes);
  const allVotes = new Votes(labels.length, classes);
  const worth: MemberWorth[] = [];
  const votes: number[][] = [];
  const accuracyByMembers: number[] = [];
  for (const { member, predictionsSha256 } of members) {
    const shape = [labels.length, classes] as const;
    const predictions = folder.readPredictions(member, shape, predictionsSha256);
    sum.add(predictions);
    accuracyByMembers.push(accuracy(argMax(sum.values, classes), labels));
    const predicted = argMax(predictions, classes);
    allVotes.add(predicted);
    worth.push({
      testLoss: meanCrossEntropy(predictions, labels, classes),
      testAccuracy: accuracy(predicted, labels),
      classAccuracies: classAccuracies(predicted, labels, classes),
    });
    votes.push(samples.map((index) => predicted[index]!));
  }
  const predicted = argMax(sum.values, classes);
  const ensemble: EnsembleReport = {
    method: 'sum',
    accuracy: accuracy(predicted, labels),
    accuracyByMembers,
    nll: meanCrossEntropy(sum.values, labels, classes),
    brier: brierScore(sum.values, labels, classes),
    ece: expectedCalibrationError(sum.values, labels, classes),
    disagreement: meanDisagreement(allVotes),
    classAccuracies: classAccuracies(predicted, labels, classes),
    confusion: rowsOf(confusionMatrix(predicted, labels, classes), classes),
    calibration: calibrationBins(sum.values, labels, classes),
  };
  return { ensemble, predicted, worth, votes };
}

function rowsOf(matrix: Uint32Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, row) => [
    ...matrix.subarray(row * columns, (row + 1) * columns),
  ]);
}
