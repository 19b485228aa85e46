import { requireBelow, requireClasses, requireSameLength, type ClassIndices } from '../shapes.ts';

/**
 * How often each class was taken for each other: counts, [actual, predicted], row by row, as
 * `sklearn.metrics.confusion_matrix` lays them out. Right predictions lie on the diagonal.
 *
 * @param predicted [samples], from `argMax`
 * @param labels [samples]
 * @throws RangeError when the lengths differ or a class is not below `classes`
 */
export function confusionMatrix(
  predicted: ClassIndices,
  labels: ClassIndices,
  classes: number,
): Uint32Array {
  requireClasses(classes);
  requireSameLength('labels', labels.length, 'predicted classes', predicted.length);
  requireBelow(classes, 'label', labels);
  requireBelow(classes, 'prediction', predicted);
  const counts = new Uint32Array(classes * classes); // [actual, predicted]
  for (let sample = 0; sample < labels.length; sample++) {
    counts[labels[sample]! * classes + predicted[sample]!]!++;
  }
  return counts;
}
