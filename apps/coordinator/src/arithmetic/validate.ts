import { SeededRandom } from '@chorus/data';
import { estimateGain, gatherOutOfFold } from '@chorus/ensemble';
import type { EnsembleValidation } from '@chorus/scheduler';
import { openFolder, type Gathered } from './gathered.ts';

/** What is validated. */
export interface ValidateInput extends Gathered {
  /** The run's seed: the same validation draws the same samples. */
  readonly seed: number;
  /** Where members leave out folds, the fold of each sample, from 1. */
  readonly folds?: Uint16Array;
  readonly members: readonly ValidatedMember[];
}

interface ValidatedMember {
  readonly member: number;
  readonly predictionsSha256: string;
  /** The fold that it has left out, from 1, where there are folds. */
  readonly fold?: number;
}

/**
 * What members are worth together on the validation samples.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function validate(input: ValidateInput): EnsembleValidation {
  const { classes, seed, combination } = input;
  const { predictions, labels } = input.folds ? outOfFold(input, input.folds) : inCommon(input);
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

interface Validated {
  readonly predictions: readonly Float32Array[];
  readonly labels: Int32Array;
}

/** What each member predicts of the samples that are held out for all. */
function inCommon(input: ValidateInput): Validated {
  const { labels, classes } = input;
  const folder = openFolder(input);
  const predictions = input.members.map(({ member, predictionsSha256 }) =>
    folder.readValidation(member, [labels.length, classes], predictionsSha256),
  );
  return { predictions, labels };
}

/** What the members predict of the folds that they left out, as if one member had: it tells nothing of what one more adds. */
function outOfFold(input: ValidateInput, folds: Uint16Array): Validated {
  const { labels, classes } = input;
  const folder = openFolder(input);
  const members = input.members.map(({ member, predictionsSha256, fold = 0 }) => {
    const samples = folds.reduce((count, own) => count + Number(own === fold), 0);
    return {
      fold,
      predictions: folder.readValidation(member, [samples, classes], predictionsSha256),
    };
  });
  const { rows, predictions } = gatherOutOfFold(members, folds, classes);
  return { predictions: [predictions], labels: Int32Array.from(rows, (row) => labels[row]!) };
}
