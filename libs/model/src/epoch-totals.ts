import * as tf from '@tensorflow/tfjs';
import { TrainingError } from './training-error.ts';

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

const PROGRESS_INTERVAL_MS = 250;

/**
 * Adds up an epoch's loss and accuracy on the device: reading a number makes a GPU finish all its
 * work, so that is done for `means` alone.
 */
export class EpochTotals {
  readonly #epoch: number;
  readonly #startMs = performance.now();
  #shownMs = this.#startMs;
  #samples = 0;
  #totals = tf.zeros<tf.Rank.R1>([2]); // summed loss, correct images

  /** @param epoch for the error message */
  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /** @param batch [2]: summed loss, correct images; disposed of here */
  add(batch: tf.Tensor1D, samples: number): void {
    const totals = tf.add<tf.Tensor1D>(this.#totals, batch);
    tf.dispose([this.#totals, batch]);
    this.#totals = totals;
    this.#samples += samples;
  }

  /** True about four times a second. */
  progressDue(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < PROGRESS_INTERVAL_MS) return false;
    this.#shownMs = nowMs;
    return true;
  }

  /** @throws TrainingError `diverged` when the loss is infinite or not a number */
  means(): EpochMeans {
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

  dispose(): void {
    this.#totals.dispose();
  }
}
