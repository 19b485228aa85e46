import { accuracy } from './accuracy.ts';
import { adaptiveCalibrationError } from './adaptive-calibration-error.ts';
import { argMax } from '../arg-max.ts';
import { brierDecomposition, type BrierDecomposition } from './brier-decomposition.ts';
import { classificationScores, type ClassScores } from './class-scores.ts';
import { aurocOneVersusRest } from './detection.ts';
import { riskCoverage, type RiskCoverage } from './risk-coverage.ts';
import type { ClassIndices, Predictions } from '../shapes.ts';
import { topKAccuracy } from './top-k-accuracy.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Classes from which on the label's place among the five most probable is worth telling. */
const TOP_5_FROM_CLASSES = 10;

/** What predictions are worth beyond accuracy, NLL, Brier score and calibration error: plain JSON. */
export interface EnsembleMeasures extends RiskCoverage {
  /** Where the true accuracy lies with 95 % probability. */
  readonly accuracyInterval: { readonly low: number; readonly high: number };
  /** The share of samples whose label is among the five most probable classes; absent below ten classes. */
  readonly top5Accuracy?: number;
  readonly brierDecomposition: BrierDecomposition;
  /** The calibration error over bins of equally many samples. */
  readonly adaptiveEce: number;
  readonly macroF1: number;
  readonly kappa: number | null;
  /** The mean area under the ROC curve of each class against the rest; null when no class has one. */
  readonly auroc: number | null;
  /** [classes] */
  readonly classes: readonly (ClassScores & { readonly auroc: number | null })[];
}

/**
 * Measures predictions in every way that is defined for them.
 *
 * @param scores [samples, classes]; rows with a positive total
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function measure(
  scores: Predictions,
  labels: ClassIndices,
  classes: number,
): EnsembleMeasures {
  const predicted = argMax(scores, classes);
  const { classes: byClass, macroF1, kappa } = classificationScores(predicted, labels, classes);
  const areas = aurocOneVersusRest(scores, labels, classes);
  const defined = areas.filter((area) => area !== null);
  return {
    accuracyInterval: wilsonInterval(accuracy(predicted, labels), labels.length),
    ...(classes >= TOP_5_FROM_CLASSES && {
      top5Accuracy: topKAccuracy(scores, labels, classes, 5),
    }),
    brierDecomposition: brierDecomposition(scores, labels, classes),
    adaptiveEce: adaptiveCalibrationError(scores, labels, classes),
    ...riskCoverage(scores, labels, classes),
    macroF1,
    kappa,
    auroc: defined.length ? defined.reduce((sum, area) => sum + area, 0) / defined.length : null,
    classes: byClass.map((own, k) => ({ ...own, auroc: areas[k]! })),
  };
}
