import { requireSameLength, type ClassIndices } from '../shapes.ts';

/**
 * The share of samples whose predicted class is their label: from 0 to 1, 1 is best.
 *
 * @param predicted [samples], from `argMax`
 * @param labels [samples]
 * @throws RangeError when the lengths differ or there are no samples
 */
export function accuracy(predicted: ClassIndices, labels: ClassIndices): number {
  requireSameLength('labels', labels.length, 'predicted classes', predicted.length);
  if (labels.length === 0) throw new RangeError('the accuracy of no samples is not defined');
  let right = 0;
  for (let sample = 0; sample < labels.length; sample++) {
    if (predicted[sample] === labels[sample]) right++;
  }
  return right / labels.length;
}
