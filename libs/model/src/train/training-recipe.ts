import { type ChosenSamples, countSamples, labelsOf } from '@chorus/data';
import { optimizerOf } from '../optimizers/optimizer-of.ts';
import type { OptimizerSettings } from '../optimizers/optimizer-settings.ts';
import { learningRates, type ScheduleSettings } from '../optimizers/schedule.ts';
import { balancedWeights, crossEntropy, type CrossEntropySettings } from './cross-entropy.ts';
import type { TrainMemberOptions } from './train-member-options.ts';
import type { AveragingSettings } from './weight-average.ts';

/** What a configuration's section `training` says; what is missing is not wished. */
export interface TrainingSettings
  extends
    Omit<OptimizerSettings, 'weightDecay' | 'rateFactors'>,
    ScheduleSettings,
    Omit<AveragingSettings, 'averaging' | 'averageDecay' | 'averageEvery'> {
  readonly epochs: number;
  readonly batchSize: number;
  readonly weightDecay?: number | undefined;
  readonly rateFactors?: OptimizerSettings['rateFactors'] | undefined;
  readonly labelSmoothing: number;
  /** By what the loss of samples of some classes is multiplied, by the classes' names. */
  readonly classWeights?: Readonly<Record<string, number>> | undefined;
  /** Whether classes weigh alike, whatever their numbers of training samples. */
  readonly balanceClasses: boolean;
  readonly averaging: 'none' | AveragingSettings['averaging'];
  readonly averageDecay?: number | undefined;
  readonly averageEvery?: number | undefined;
  readonly patience?: number | undefined;
}

/** The part of a training that {@link trainingRecipe} makes. */
export type TrainingRecipe = Pick<
  TrainMemberOptions,
  'optimizer' | 'loss' | 'averaging' | 'patience'
>;

/**
 * The optimizer with its schedule, the loss and what is kept of the weights.
 *
 * @param epochsBefore epochs of the members that this one goes on from
 * @param classes the names of the classes
 */
export function trainingRecipe(
  training: TrainingSettings,
  epochsBefore: number,
  train: ChosenSamples,
  classes: readonly string[],
): TrainingRecipe {
  const { epochs, batchSize, rateFactors = {}, weightDecay = 0, patience } = training;
  const stepsPerEpoch = Math.ceil(countSamples(train) / batchSize);
  const rates = learningRates(training, { stepsPerEpoch, epochs, epochsBefore });
  return {
    optimizer: optimizerOf({ ...training, rateFactors, weightDecay }, rates),
    loss: crossEntropy(lossSettings(training, train, classes)),
    averaging: averagingOf(training),
    patience,
  };
}

function lossSettings(
  { labelSmoothing, classWeights, balanceClasses }: TrainingSettings,
  train: ChosenSamples,
  classes: readonly string[],
): CrossEntropySettings {
  if (balanceClasses) {
    return { labelSmoothing, classWeights: balancedWeights(labelsOf(train), classes.length) };
  }
  if (!classWeights) return { labelSmoothing };
  return { labelSmoothing, classWeights: classes.map((name) => classWeights[name] ?? 1) };
}

function averagingOf(training: TrainingSettings): AveragingSettings | undefined {
  const { averaging, averageDecay = 0, averageEvery = 1, averageGrowth, averageFrom } = training;
  if (averaging === 'none') return undefined;
  return { averaging, averageDecay, averageEvery, averageGrowth, averageFrom };
}
