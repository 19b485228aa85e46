import { requireBelow, requireClasses, requireSameLength, type ClassIndices } from '../shapes.ts';

/**
 * The share of the samples of each class that was predicted right (its recall), [classes], 0 to 1;
 * null for a class without samples.
 *
 * @param predicted [samples], from `argMax`
 * @param labels [samples]
 * @throws RangeError when the lengths differ or a class is not below `classes`
 */
export function classAccuracies(
  predicted: ClassIndices,
  labels: ClassIndices,
  classes: number,
): (number | null)[] {
  requireClasses(classes);
  requireSameLength('labels', labels.length, 'predicted classes', predicted.length);
  requireBelow(classes, 'label', labels);
  requireBelow(classes, 'prediction', predicted);
  const right = new Uint32Array(classes);
  const samples = new Uint32Array(classes);
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample]!;
    samples[label]!++;
    if (predicted[sample] === label) right[label]!++;
  }
  return Array.from(samples, (count, index) => (count === 0 ? null : right[index]! / count));
}
