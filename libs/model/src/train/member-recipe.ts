import { cnn, type CnnConfig } from '../networks/cnn.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import { type ScaledDataset, scalingOf, type ScalingSettings } from '../samples/scaling.ts';
import type { TrainMemberOptions } from './train-member.ts';

/** What the specification of a member says of its training; a run's `MemberSpecification` is one. */
export interface MemberSettings {
  readonly seed: number;
  /** The member that it goes on from, if it does. */
  readonly continues?: { readonly epochs: number } | undefined;
  readonly preparation: ScalingSettings;
  readonly network: CnnConfig;
  readonly training: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly learningRate: number;
  };
  readonly execution: { readonly compile: boolean };
}

/** The part of a training that {@link memberRecipe} makes. */
export type MemberRecipe = Pick<
  TrainMemberOptions,
  'seed' | 'network' | 'optimizer' | 'config' | 'epochsBefore' | 'compile'
>;

/**
 * How a member is trained: all that its bits depend on, beside its samples, its checkpoint and the number of threads.
 *
 * @throws TrainingError `bad-model` when settings and dataset do not fit
 */
export function memberRecipe(
  { seed, continues, preparation, network, training, execution }: MemberSettings,
  dataset: ScaledDataset & { readonly classes: readonly string[] },
): MemberRecipe {
  const { epochs, batchSize, learningRate } = training;
  return {
    seed,
    network: cnn(network, dataset.sample.shape, dataset.classes.length),
    optimizer: adam(learningRate),
    config: { scaling: scalingOf(preparation, dataset), epochs, batchSize },
    epochsBefore: continues?.epochs,
    compile: execution.compile,
  };
}
