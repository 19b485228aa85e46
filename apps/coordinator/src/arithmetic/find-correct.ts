import { argMax, PredictionSum } from '@chorus/ensemble';
import { openFolder, type Gathered } from './gathered.ts';

/**
 * Which images the ensemble is right on, [samples]: 1 where it is.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function findCorrect(input: Gathered): Uint8Array {
  const { members, labels, classes } = input;
  const folder = openFolder(input);
  const sum = new PredictionSum(labels.length, classes);
  for (const { member, predictionsSha256 } of members) {
    sum.add(folder.readPredictions(member, [labels.length, classes], predictionsSha256));
  }
  const predicted = argMax(sum.values, classes);
  return Uint8Array.from(predicted, (value, image) => Number(value === labels[image]));
}
