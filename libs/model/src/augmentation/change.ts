import type * as tf from '@tensorflow/tfjs';
import type { SampleDraws } from './sample-draws.ts';

/** A batch of samples for training. */
export interface Batch {
  /** Scaled samples, [batch, ...sampleShape]. */
  readonly samples: tf.Tensor;
  /** The class of each, [batch], int32. */
  readonly labels: tf.Tensor1D;
  /** How much each belongs to each class, [batch, classes]; undefined: wholly to its label's. */
  readonly targets?: tf.Tensor2D | undefined;
}

/** Something that is done to samples in training, with other random numbers for each sample and epoch. */
export interface Change {
  /** How many numbers it takes for a sample. */
  readonly columns: number;
  /** The numbers of a sample, [columns], drawn in JavaScript. */
  draw(draws: SampleDraws): readonly number[];
  /**
   * The batch after it, by tfjs's functions alone, so that it is the same on every backend and in a graph.
   *
   * @param drawn [batch, columns]
   */
  apply(batch: Batch, drawn: tf.Tensor2D): Batch;
}
