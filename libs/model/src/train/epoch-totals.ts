import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';

/** An epoch so far, or the whole of it. */
export interface EpochMeans {
  /** Mean cross-entropy of the training images, each at the step that it was used in. */
  readonly loss: number;
  /** Share of them that was classified rightly at that step, 0 to 1. */
  readonly accuracy: number;
  /** Since the epoch began. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** An epoch's loss and accuracy, which are added up on the device. */
export class EpochTotals {
  readonly #epoch: number;
  readonly #startMs = performance.now();
  #samples = 0;
  #totals = tf.zeros<tf.Rank.R1>([2]); // summed loss, correct images

  /** @param epoch for the error message */
  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /**
   * @param next from the totals so far, [2], those with `samples` more images
   * @returns their means so far
   * @throws TrainingError `diverged` when the loss is infinite or not a number
   */
  add(samples: number, next: (totals: tf.Tensor1D) => tf.Tensor1D): EpochMeans {
    const totals = next(this.#totals);
    this.#totals.dispose();
    this.#totals = totals;
    this.#samples += samples;
    return this.#means();
  }

  dispose(): void {
    this.#totals.dispose();
  }

  #means(): EpochMeans {
    const [loss, correct] = this.#totals.dataSync<'float32'>() as unknown as [number, number];
    if (!Number.isFinite(loss)) {
      throw new TrainingError(
        'diverged',
        `the loss is no longer a finite number in epoch ${this.#epoch}: use a smaller learningRate`,
      );
    }
    const samples = this.#samples;
    const seconds = (performance.now() - this.#startMs) / 1000;
    return {
      loss: loss / samples,
      accuracy: correct / samples,
      seconds,
      samplesPerSecond: samples / seconds,
    };
  }
}
