import type { Precision } from '../graph/compile-loops.ts';
import type { ChosenSamples } from '@chorus/data';
import type { Network } from '../networks/network.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Scaling } from '../samples/scaling.ts';
import type { Loss } from './cross-entropy.ts';
import type { EpochMeans } from './epoch-totals.ts';
import type { StepOptions } from './member-steps.ts';
import type { AveragingSettings } from './weight-average.ts';
import type { WeightHistogram } from './weight-histogram.ts';

/** What is the same in the training of all members, beside network and optimizer. */
export interface TrainingConfig {
  readonly scaling: Scaling;
  readonly epochs: number;
  /** Samples per step; an epoch's last batch may be smaller. */
  readonly batchSize: number;
}

/** What one epoch came to. */
export interface EpochResult extends EpochMeans {
  /** The epoch's number, from 1. */
  readonly epoch: number;
  /** One histogram per weight, in the network's order, of its values after the epoch. */
  readonly histograms: WeightHistogram[];
  /** The learning rate of its last step. */
  readonly learningRate: number;
  /** What the weights after the epoch are worth on the validation samples, if there are any. */
  readonly validation?: ValidationResult | undefined;
}

/** What weights are worth on the validation samples. */
export interface ValidationResult {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of them that is classified rightly, 0 to 1. */
  readonly accuracy: number;
}

/** Where the epoch under way stands. */
export interface TrainingProgress extends EpochMeans {
  /** The epoch's number, from 1. */
  readonly epoch: number;
  /** The number of batches done. */
  readonly batch: number;
  /** The number of batches in the epoch. */
  readonly batches: number;
}

/** What became of the wish to compile the training's steps. */
export interface Compilation {
  /** Whether the steps were to be compiled: {@link TrainMemberOptions.compile}. */
  readonly wanted: boolean;
  /** Wall time of recording and compiling, in seconds. */
  readonly seconds: number;
  /** Why the steps are not compiled although they were to be: one line. Undefined otherwise. */
  readonly reason: string | undefined;
}

/** Whose weights a member ends with that need not be those of its last epoch. */
export interface ChosenEpoch {
  /** The number of the epoch with the lowest validation loss, from 1. */
  readonly epoch: number;
  /** That loss. */
  readonly loss: number;
  /** The last epoch that was trained. */
  readonly last: number;
}

/** Functions that are called as training goes on. They must not throw. */
export interface TrainingHooks {
  /** Called once, before the first epoch. */
  onCompiled?(compilation: Compilation): void;
  /** Called after each epoch. */
  onEpoch?(result: EpochResult): void;
  /** Called once after the last epoch where the best epoch's weights count: `patience`. */
  onChosen?(chosen: ChosenEpoch): void;
  /** Called about twice a second; more rarely when a step takes longer. */
  onProgress?(progress: TrainingProgress): void;
  /**
   * Called after `onEpoch` when a checkpoint is due. After the last epoch none is, unless
   * `checkpointAtEnd` says so: the result is next. Training waits for its promise, since between its
   * pieces the event loop gets too few turns to send some megabytes soon.
   *
   * @param epoch the number of the epoch that was finished, from 1
   * @param bytes what `resumeFrom` takes
   */
  onCheckpoint?(epoch: number, bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
}

/** What {@link trainMember} needs. */
export interface TrainMemberOptions extends Omit<StepOptions, 'numbers'> {
  /** The samples, whose shape is the network's `sampleShape`. */
  readonly train: ChosenSamples;
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** Default: the cross-entropy as it is. */
  readonly loss?: Loss | undefined;
  /** The average of the weights that is to be kept, predicted with and saved in their place. Default: none. */
  readonly averaging?: AveragingSettings | undefined;
  /** Samples on which the weights of each epoch are measured. Default: none. */
  readonly validation?: ChosenSamples | undefined;
  /**
   * Ends training after so many epochs without a lower validation loss than before, and gives the model the weights of
   * the epoch with the lowest; needs `validation`. Default: all epochs are trained, and the last weights count.
   */
  readonly patience?: number | undefined;
  /** The member's seed: initial weights, order of the samples and random inputs are functions of it. */
  readonly seed: number;
  readonly config: TrainingConfig;
  readonly hooks?: TrainingHooks | undefined;
  /** Epochs from one checkpoint to the next. 0, the default: none is due. */
  readonly checkpointEvery?: number | undefined;
  /** Whether a checkpoint is due after the last epoch as well. Default: no. */
  readonly checkpointAtEnd?: boolean | undefined;
  /** A checkpoint of this member and configuration: training continues with the epoch after it. */
  readonly resumeFrom?: Uint8Array | undefined;
  /**
   * Epochs in `resumeFrom` that are not this member's: it continues where another one of the same seed
   * and configuration ended. The order of the samples, dropout and the checkpoints' bytes count them,
   * hooks and messages do not. Default: 0.
   */
  readonly epochsBefore?: number | undefined;
  /**
   * Whether the steps become one TensorFlow graph where that can be. Default true. It is several
   * times faster and rounds differently, so that it gives other bits.
   */
  readonly compile?: boolean | undefined;
  /** What compiled steps compute convolutions and matrix products in. Default `float32`. */
  readonly precision?: Precision | undefined;
  /** Ends training `cancelled` when it is aborted, within about half a second or a step. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Ends training `handed-back` when it is aborted, after the epoch under way and with a checkpoint of
   * it, whatever `checkpointEvery` says; the last epoch just finishes.
   */
  readonly handBack?: AbortSignal | undefined;
}
