import { requireBelow, requireClasses, requireSameLength, type ClassIndices } from '../shapes.ts';

/** How well one class is found: null where there is nothing to divide by. */
export interface ClassScores {
  /** The share of the samples predicted to be of the class that are; null when none is predicted to be. */
  readonly precision: number | null;
  /** The share of the class's samples that were found; null when it has none. */
  readonly recall: number | null;
  /** The harmonic mean of the two; null for a class that neither is nor was predicted. */
  readonly f1: number | null;
}

/** What predicted classes are worth class by class, and what comes of it for all. */
export interface ClassificationScores {
  /** [classes] */
  readonly classes: ClassScores[];
  /** The mean F1 of the classes that have one, 0 to 1. */
  readonly macroF1: number;
  /** Cohen's kappa of predictions and labels: 1 is best, 0 what chance gives; null when all are of one class. */
  readonly kappa: number | null;
}

/**
 * Precision, recall and F1 of each class, their mean, and Cohen's kappa.
 *
 * Source: C. J. van Rijsbergen 1979, "Information Retrieval", for F; J. Cohen 1960, "A coefficient of agreement for nominal
 * scales". As scikit-learn's `precision_recall_fscore_support` and `cohen_kappa_score`, which have 0 or NaN for null.
 *
 * @param predicted [samples], from `argMax`
 * @param labels [samples]
 * @throws RangeError when the lengths differ or a class is not below `classes`
 */
export function classificationScores(
  predicted: ClassIndices,
  labels: ClassIndices,
  classes: number,
): ClassificationScores {
  const { right, ofLabels, ofPredicted } = countsOf(predicted, labels, classes);
  const scores = Array.from(right, (both, k) => ({
    precision: ofPredicted[k] ? both / ofPredicted[k]! : null,
    recall: ofLabels[k] ? both / ofLabels[k]! : null,
    f1: ofPredicted[k]! + ofLabels[k]! ? (2 * both) / (ofPredicted[k]! + ofLabels[k]!) : null,
  }));
  const f1 = scores.flatMap((own) => own.f1 ?? []);
  return {
    classes: scores,
    macroF1: f1.reduce((sum, value) => sum + value, 0) / f1.length,
    kappa: cohensKappa(predicted, labels, classes),
  };
}

/**
 * Cohen's kappa of two raters, (agreement − chance) / (1 − chance): 1 when they always agree, 0 when as often as chance;
 * null when both only ever name one and the same class.
 *
 * Source: J. Cohen 1960, "A coefficient of agreement for nominal scales".
 *
 * @param one the first rater's classes, [samples]
 * @param other the second one's
 * @throws RangeError when the lengths differ or a class is not below `classes`
 */
export function cohensKappa(
  one: ClassIndices,
  other: ClassIndices,
  classes: number,
): number | null {
  const { right, ofLabels, ofPredicted } = countsOf(one, other, classes);
  const samples = other.length;
  const agreement = right.reduce((sum, count) => sum + count, 0) / samples;
  const chance = right.reduce(
    (sum, _, k) => sum + (ofPredicted[k]! / samples) * (ofLabels[k]! / samples),
    0,
  );
  return chance === 1 ? null : (agreement - chance) / (1 - chance);
}

function countsOf(predicted: ClassIndices, labels: ClassIndices, classes: number) {
  requireClasses(classes);
  requireSameLength('labels', labels.length, 'predicted classes', predicted.length);
  requireBelow(classes, 'label', labels);
  requireBelow(classes, 'prediction', predicted);
  const right = new Float64Array(classes);
  const ofLabels = new Float64Array(classes);
  const ofPredicted = new Float64Array(classes);
  for (let sample = 0; sample < labels.length; sample++) {
    const [actual, chosen] = [labels[sample]!, predicted[sample]!];
    ofLabels[actual]! += 1;
    ofPredicted[chosen]! += 1;
    if (actual === chosen) right[actual]! += 1;
  }
  return { right, ofLabels, ofPredicted };
}
