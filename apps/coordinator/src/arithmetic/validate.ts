import { SeededRandom } from '@chorus/data';
import { estimateGain } from '@chorus/ensemble';
import type { EnsembleValidation } from '@chorus/scheduler';
import { openFolder, type Gathered } from './gathered.ts';

/** What is validated. */
export interface ValidateInput extends Gathered {
  /** The run's seed: the same validation draws the same samples. */
  readonly seed: number;
}

/**
 * What members are worth together on the validation samples.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function validate(input: ValidateInput): EnsembleValidation {
  const { labels, classes, seed, combination } = input;
  const folder = openFolder(input);
  const predictions = input.members.map(({ member, predictionsSha256 }) =>
    folder.readValidation(member, [labels.length, classes], predictionsSha256),
  );
  const random = SeededRandom.from(seed, 'validation');
  const draw = (count: number) => random.below(count);
  const estimate = estimateGain(predictions, labels, classes, draw, combination);
  const { accuracyInterval, gain } = estimate;
  const worth = {
    members: input.members.map(({ member }) => member),
    accuracy: estimate.accuracy,
    accuracyLow: accuracyInterval.low,
    accuracyHigh: accuracyInterval.high,
  };
  if (!gain) return worth;
  return { ...worth, gain: { expected: gain.expected, ...gain.interval } };
}
