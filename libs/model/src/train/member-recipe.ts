import { cnnTopology, type CnnSizes } from '@chorus/network';
import { augmentationOf, type AugmentationSettings } from '../augmentation/augmentation.ts';
import type { Precision } from '../graph/compile-loops.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import {
  scaledZero,
  type ScaledDataset,
  scalingOf,
  type ScalingSettings,
} from '../samples/scaling.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

/** What the specification of a member says of its training; a run's `MemberSpecification` is one. */
export interface MemberSettings {
  readonly seed: number;
  /** The member that it goes on from, if it does. */
  readonly continues?: { readonly epochs: number } | undefined;
  readonly preparation: ScalingSettings;
  readonly augmentation: AugmentationSettings;
  readonly network: CnnSizes;
  readonly training: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly learningRate: number;
  };
  readonly execution: { readonly compile: boolean; readonly precision: Precision };
}

/** The part of a training that {@link memberRecipe} makes. */
export type MemberRecipe = Pick<
  TrainMemberOptions,
  | 'seed'
  | 'network'
  | 'optimizer'
  | 'augmentation'
  | 'config'
  | 'epochsBefore'
  | 'compile'
  | 'precision'
>;

/**
 * How a member is trained: all that its bits depend on, beside its samples, its checkpoint and the number of threads.
 *
 * @throws TrainingError `bad-model` when settings and dataset do not fit
 */
export function memberRecipe(
  { seed, continues, preparation, augmentation, network, training, execution }: MemberSettings,
  dataset: ScaledDataset & { readonly classes: readonly string[] },
): MemberRecipe {
  const { epochs, batchSize, learningRate } = training;
  const [{ shape }, classes] = [dataset.sample, dataset.classes.length];
  const scaling = scalingOf(preparation, dataset);
  return {
    seed,
    network: layersNetwork(cnnTopology(network, shape, classes)),
    augmentation: augmentationOf(augmentation, { shape, classes, zero: scaledZero(scaling) }),
    optimizer: adam(learningRate),
    config: { scaling, epochs, batchSize },
    epochsBefore: continues?.epochs,
    compile: execution.compile,
    precision: execution.precision,
  };
}
