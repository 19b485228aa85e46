import type { ChosenSamples } from '@chorus/data';
import type { Topology } from '@chorus/network';
import { augmentationOf, type AugmentationSettings } from '../augmentation/augmentation.ts';
import type { Precision } from '../graph/compile-loops.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import {
  scaledZero,
  type ScaledDataset,
  scalingOf,
  type ScalingSettings,
} from '../samples/scaling.ts';
import type { TrainMemberOptions } from './train-member-options.ts';
import { trainingRecipe, type TrainingRecipe, type TrainingSettings } from './training-recipe.ts';

/** What the specification of a member says of its training; a run's `MemberSpecification` is one. */
export interface MemberSettings {
  readonly seed: number;
  /** The member that it goes on from, if it does. */
  readonly continues?: { readonly epochs: number } | undefined;
  readonly preparation: ScalingSettings;
  readonly augmentation: AugmentationSettings;
  readonly network: { readonly topology: Topology };
  readonly training: TrainingSettings;
  readonly execution: { readonly compile: boolean; readonly precision: Precision };
}

/** The part of a training that {@link memberRecipe} makes. */
export type MemberRecipe = Pick<
  TrainMemberOptions,
  | 'seed'
  | 'network'
  | 'augmentation'
  | 'train'
  | 'config'
  | 'epochsBefore'
  | 'compile'
  | 'precision'
> &
  TrainingRecipe;

/**
 * How a member is trained on these samples: all that its bits depend on, beside its checkpoint and the number of threads.
 *
 * @throws TrainingError `bad-model` when settings and dataset do not fit
 */
export function memberRecipe(
  { seed, continues, preparation, augmentation, network, training, execution }: MemberSettings,
  dataset: ScaledDataset & { readonly classes: readonly string[] },
  train: ChosenSamples,
): MemberRecipe {
  const { epochs, batchSize } = training;
  const epochsBefore = continues?.epochs ?? 0;
  const [{ shape }, classes] = [dataset.sample, dataset.classes.length];
  const scaling = scalingOf(preparation, dataset);
  return {
    seed,
    network: layersNetwork(network.topology),
    augmentation: augmentationOf(augmentation, { shape, classes, zero: scaledZero(scaling) }),
    ...trainingRecipe(training, epochsBefore, train, dataset.classes),
    train,
    config: { scaling, epochs, batchSize },
    epochsBefore,
    compile: execution.compile,
    precision: execution.precision,
  };
}
