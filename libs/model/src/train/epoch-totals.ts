import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';

/** Figures of an epoch so far, or of the whole of it. */
export interface EpochMeans {
  /** Mean cross-entropy of the training images, each at the step that it was used in. */
  readonly loss: number;
  /** Share of them that was classified rightly at that step, 0 to 1. */
  readonly accuracy: number;
  /** Wall time since the epoch began, in seconds. */
  readonly seconds: number;
  /** Training images per second of it. */
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
   * Adds up a piece of the epoch.
   *
   * @param samples images in the piece
   * @param next makes of the totals so far, [2], those with the piece
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
