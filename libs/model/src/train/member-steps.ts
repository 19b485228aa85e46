import { type ChosenSamples, countSamples } from '@chorus/data';
import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../networks/network.ts';
import type { Scaling } from '../samples/scaling.ts';

/** What a member's steps have in common. */
export interface StepOptions {
  readonly train: ChosenSamples;
  /** The member's seed. */
  readonly seed: number;
  readonly network: Pick<Network, 'randomInputs' | 'sampleShape'>;
  readonly config: {
    readonly scaling: Scaling;
    /** Samples per step; an epoch's last batch may be smaller. */
    readonly batchSize: number;
  };
}

/** What differs from epoch to epoch. */
export interface EpochInputs {
  /** The epoch's number, which counts from 1 and counts those of the members before this one. */
  readonly epoch: number;
  /** Rows of the set, all that are trained on, [samples]: the first `batchSize` are the first batch. */
  readonly order: Uint32Array;
  /** The optimizer's rates of the epoch's steps, [batches]. */
  readonly rates: Float32Array;
}

/** Takes the steps of a member's training, which change the model's weights and the optimizer. */
export interface MemberSteps {
  /** Makes an epoch ready: to be called before any of its steps. */
  beginEpoch(inputs: EpochInputs): void;
  /**
   * Takes the steps `first` to before `end` of the epoch, which count from 0.
   *
   * @param totals [2]: the epoch's summed loss and correct samples so far; disposed of by the caller
   * @returns [2]: the same after these steps; the caller disposes of it
   */
  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D;
  /** Brings weights and optimizer, which may lag behind, to where the steps have taken them. */
  pull(): void;
  /** Frees what the steps hold, without a {@link pull}. */
  dispose(): void;
}

/** The number of batches in an epoch, the last of which may be smaller than the others. */
export function batchesPerEpoch({ train, config }: StepOptions): number {
  return Math.ceil(countSamples(train) / config.batchSize);
}
