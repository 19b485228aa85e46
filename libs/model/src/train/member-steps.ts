import type { ImageSet, ImageShape } from '@chorus/data';
import type * as tf from '@tensorflow/tfjs';
import type { ModelConfig } from '../networks/cnn.ts';

/** What a member's steps have in common. */
export interface StepOptions {
  readonly train: ImageSet;
  readonly shape: ImageShape;
  /** How many classes there are. */
  readonly classes: number;
  /** Of the member. */
  readonly seed: number;
  readonly config: {
    readonly model: ModelConfig;
    readonly divisor: number;
    readonly batchSize: number;
  };
}

/** What differs from epoch to epoch. */
export interface EpochInputs {
  /** Counts from 1, the epochs of the members that this one goes on from among them. */
  readonly epoch: number;
  /** [samples], of the images in the training set: the first `batchSize` are the first batch. */
  readonly order: Uint32Array;
  /** [batches], Adam's `nextRates`. */
  readonly rates: Float32Array;
}

/** Takes the steps of a member's training, which change the model's weights and the optimizer. */
export interface MemberSteps {
  /** To be called before any of the epoch's steps. */
  beginEpoch(inputs: EpochInputs): void;
  /**
   * Takes the steps `first` to before `end` of the epoch, which count from 0.
   *
   * @param totals [2]: the epoch's summed loss and correct images so far; disposed of by the caller
   * @returns [2]: the same after these steps; the caller disposes of it
   */
  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D;
  /** Brings weights and optimizer, which may lag behind, to where the steps have taken them. */
  pull(): void;
  /** Does not {@link pull}. */
  dispose(): void;
}

/** The last may be smaller than the others. */
export function batchesPerEpoch({ train, config }: StepOptions): number {
  return Math.ceil(train.labels.length / config.batchSize);
}
