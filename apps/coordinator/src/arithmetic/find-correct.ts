import { argMax, combineBy } from '@chorus/ensemble';
import { openFolder, type Gathered } from './gathered.ts';

/**
 * Which images the ensemble is right on, [samples]: 1 where it is.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function findCorrect(input: Gathered): Uint8Array {
  const { members, labels, classes, combination } = input;
  const folder = openFolder(input);
  const shape = [labels.length, classes] as const;
  const predictions = members
    .values()
    .map(({ member, predictionsSha256 }) =>
      folder.readPredictions(member, shape, predictionsSha256),
    );
  const predicted = argMax(combineBy(combination, predictions, shape), classes);
  return Uint8Array.from(predicted, (value, image) => Number(value === labels[image]));
}
