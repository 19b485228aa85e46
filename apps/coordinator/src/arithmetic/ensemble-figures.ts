import {
  accuracy,
  brierScore,
  calibrationBins,
  classAccuracies,
  confusionMatrix,
  diversityOf,
  expectedCalibrationError,
  meanCrossEntropy,
  meanDisagreement,
  measure,
  type ClassIndices,
  type Combination,
  type RunningUncertainties,
} from '@chorus/ensemble';
import type { DiversityReport, EnsembleReport } from '@chorus/run-view';

/** A confusion matrix of more classes is in no report: 1,000 of them make a million numbers. */
const MOST_CONFUSION_CLASSES = 1000;

/** What an ensemble's figures come from. */
interface Evaluated {
  readonly combination: Combination;
  /** [samples, classes] */
  readonly scores: Float64Array;
  /** The classes that the scores choose, [samples]. */
  readonly predicted: ClassIndices;
  readonly labels: ClassIndices;
  readonly classes: number;
  /** What each member chooses, [members][samples]. */
  readonly chosen: readonly ClassIndices[];
  readonly uncertainty: RunningUncertainties;
  readonly accuracyByMembers: number[];
}

/** The report's figures of an ensemble. */
export function ensembleFigures(evaluated: Evaluated): EnsembleReport {
  const { combination, scores, predicted, labels, classes, uncertainty, accuracyByMembers } =
    evaluated;
  return {
    method: combination.rule,
    combination,
    accuracy: accuracy(predicted, labels),
    accuracyByMembers,
    nll: meanCrossEntropy(scores, labels, classes),
    brier: brierScore(scores, labels, classes),
    ece: expectedCalibrationError(scores, labels, classes),
    disagreement: meanDisagreement(uncertainty.votes),
    classAccuracies: classAccuracies(predicted, labels, classes),
    confusion:
      classes <= MOST_CONFUSION_CLASSES
        ? rowsOf(confusionMatrix(predicted, labels, classes), classes)
        : null,
    calibration: calibrationBins(scores, labels, classes),
    measures: measure(scores, labels, classes),
    diversity: diversityFigures(evaluated),
  };
}

function diversityFigures({ chosen, labels, classes, uncertainty }: Evaluated): DiversityReport {
  const { total, expected, mutualInformation } = uncertainty.uncertainties();
  return {
    ...diversityOf(chosen, labels, classes),
    totalEntropy: mean(total),
    expectedEntropy: mean(expected),
    mutualInformation: mean(mutualInformation),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rowsOf(matrix: Uint32Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, row) => [
    ...matrix.subarray(row * columns, (row + 1) * columns),
  ]);
}
