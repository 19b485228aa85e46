import { SeededRandom } from '@chorus/data';
import { estimateGain } from '@chorus/ensemble';
import type { EnsembleValidation } from '@chorus/scheduler';
import type { Gathered } from './gathered.ts';
import { readValidated, type ValidatedMember, type ValidationSource } from './read-validated.ts';

/** What is validated. */
export interface ValidateInput extends Gathered, ValidationSource {
  /** The run's seed: the same validation draws the same samples. */
  readonly seed: number;
  readonly members: readonly ValidatedMember[];
}

/**
 * What members are worth together on the validation samples.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function validate(input: ValidateInput): EnsembleValidation {
  const { classes, seed, combination } = input;
  const { predictions, labels } = readValidated(input);
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
