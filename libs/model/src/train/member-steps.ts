import { type ChosenSamples, countSamples, type SampleSet } from '@chorus/data';
import type { Stretch } from '../samples/sample-feed.ts';
import type * as tf from '@tensorflow/tfjs';
import type { Augmentation } from '../augmentation/augmentation.ts';
import type { Network } from '../networks/network.ts';
import type { Scaling } from '../samples/scaling.ts';
import type { StepNumbers } from './step-numbers.ts';

/** What a member's steps have in common. */
export interface StepOptions {
  readonly train: ChosenSamples;
  /** The member's seed. */
  readonly seed: number;
  readonly network: Pick<Network, 'randomInputs' | 'sampleShape'>;
  /** What differs from step to step by its number alone. */
  readonly numbers: Pick<StepNumbers, 'names'>;
  /** What is done to the samples. Default: nothing. */
  readonly augmentation?: Augmentation | undefined;
  readonly config: {
    readonly scaling: Scaling;
    /** Samples per step; an epoch's last batch may be smaller. */
    readonly batchSize: number;
  };
}

/** What differs from stretch to stretch: batches of an epoch that follow one another. */
export interface StretchInputs {
  /** Steps before it, in all epochs, those of the members before this one among them. */
  readonly stepsBefore: number;
  readonly set: SampleSet;
  /** Rows of the set, [samples]: the first `batchSize` are the first batch. */
  readonly order: Uint32Array;
  /** The numbers of its steps, [batches, names]. */
  readonly numbers: Float32Array;
  /** The augmentation's random numbers for its samples, [samples, columns]; only where there is one. */
  readonly drawn?: Float32Array | undefined;
}

/** Takes the steps of a member's training, which change the model's weights and the optimizer. */
export interface MemberSteps {
  /** Makes a stretch ready: to be called before any of its steps. */
  begin(inputs: StretchInputs): void;
  /**
   * Takes the steps `first` to before `end` of the stretch, which count from 0.
   *
   * @param totals [3]: the epoch's summed loss, correct samples and gradients' norms so far; disposed of by the caller
   * @returns [3]: the same after these steps; the caller disposes of it
   */
  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D;
  /** Measures the weights as the steps have left them; undefined without validation samples. */
  readonly validation: ValidationSteps | undefined;
  /** Brings weights and optimizer, which may lag behind, to where the steps have taken them. */
  pull(): void;
  /** Frees what the steps hold, without a {@link pull}. */
  dispose(): void;
}

/** Samples per batch when they are only measured; the last one of a stretch may be smaller. */
export const VALIDATION_BATCH_SIZE = 100;

/** Measures a model on its validation samples, batch by batch of {@link VALIDATION_BATCH_SIZE}. */
export interface ValidationSteps {
  /** Makes a stretch ready: to be called before any of its batches. */
  begin(stretch: Pick<Stretch, 'set' | 'order'>): void;
  /**
   * Measures the batches `first` to before `end` of the stretch, which count from 0.
   *
   * @param totals [2]: summed loss and correct samples so far; disposed of by the caller
   * @returns [2]: the same with these batches; the caller disposes of it
   */
  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D;
}

/** The number of batches in an epoch, the last of which may be smaller than the others. */
export function batchesPerEpoch({ train, config }: Pick<StepOptions, 'train' | 'config'>): number {
  return Math.ceil(countSamples(train) / config.batchSize);
}
