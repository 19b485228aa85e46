import { confusionMatrix } from './confusion-matrix.ts';
import type { ClassIndices } from './shapes.ts';

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
  const counts = confusionMatrix(predicted, labels, classes); // [actual, predicted]
  return Array.from({ length: classes }, (_, actual) => {
    const row = counts.subarray(actual * classes, (actual + 1) * classes);
    const samples = row.reduce((sum, count) => sum + count, 0);
    return samples === 0 ? null : row[actual]! / samples;
  });
}
