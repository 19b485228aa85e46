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
  startCombining,
  Votes,
  type ClassIndices,
} from '@chorus/ensemble';
import type { EnsembleReport, MemberReport } from '@chorus/run-view';
import { openFolder, type Gathered } from './gathered.ts';

/** A confusion matrix of more classes is in no report: 1,000 of them make a million numbers. */
const MOST_CONFUSION_CLASSES = 1000;

/** Members' predictions on the test samples. */
export interface EnsembleInput extends Gathered {
  /** The test samples that the report shows. */
  readonly samples: readonly number[];
}

/** What one member's predictions are worth. */
export type MemberWorth = Pick<MemberReport, 'testLoss' | 'testAccuracy' | 'classAccuracies'>;

/** What members' predictions are worth, together and each. */
export interface EvaluatedEnsemble {
  readonly ensemble: EnsembleReport;
  /** The ensemble's choice, [samples]. */
  readonly predicted: ClassIndices;
  /** Each member's, in their order. */
  readonly worth: readonly MemberWorth[];
  /** What each member takes the images shown for, [members][images]. */
  readonly votes: readonly number[][];
}

/**
 * Combines predictions on the test samples and measures what comes of it. C4 and C8: what it says comes from the accepted predictions
 * and the labels alone, in member order.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function evaluateEnsemble(input: EnsembleInput): EvaluatedEnsemble {
  const { members, labels, classes, samples, combination } = input;
  const folder = openFolder(input);
  const running = startCombining(combination, [labels.length, classes]);
  const allVotes = new Votes(labels.length, classes);
  const worth: MemberWorth[] = [];
  const votes: number[][] = [];
  const accuracyByMembers: number[] = [];
  for (const { member, predictionsSha256 } of members) {
    const shape = [labels.length, classes] as const;
    const predictions = folder.readPredictions(member, shape, predictionsSha256);
    running.add(predictions);
    accuracyByMembers.push(accuracy(argMax(running.scores(), classes), labels));
    const predicted = argMax(predictions, classes);
    allVotes.add(predicted);
    worth.push({
      testLoss: meanCrossEntropy(predictions, labels, classes),
      testAccuracy: accuracy(predicted, labels),
      classAccuracies: classAccuracies(predicted, labels, classes),
    });
    votes.push(samples.map((index) => predicted[index]!));
  }
  const scores = running.scores();
  const predicted = argMax(scores, classes);
  const ensemble: EnsembleReport = {
    method: combination.rule,
    accuracy: accuracy(predicted, labels),
    accuracyByMembers,
    nll: meanCrossEntropy(scores, labels, classes),
    brier: brierScore(scores, labels, classes),
    ece: expectedCalibrationError(scores, labels, classes),
    disagreement: meanDisagreement(allVotes),
    classAccuracies: classAccuracies(predicted, labels, classes),
    confusion:
      classes <= MOST_CONFUSION_CLASSES
        ? rowsOf(confusionMatrix(predicted, labels, classes), classes)
        : null,
    calibration: calibrationBins(scores, labels, classes),
  };
  return { ensemble, predicted, worth, votes };
}

function rowsOf(matrix: Uint32Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, row) => [
    ...matrix.subarray(row * columns, (row + 1) * columns),
  ]);
}
