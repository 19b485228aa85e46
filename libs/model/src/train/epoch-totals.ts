import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';

/** Figures of an epoch so far, or of the whole of it. */
export interface EpochMeans {
  /** Mean cross-entropy of the training images, each at the step that it was used in. */
  readonly loss: number;
  /** Share of them that was classified rightly at that step, 0 to 1. */
  readonly accuracy: number;
  /** The Euclidean norm of the loss's gradient, before anything limits it, averaged over the steps. */
  readonly gradientNorm: number;
  /** Wall time since the epoch began, in seconds. */
  readonly seconds: number;
  /** Training images per second of it. */
  readonly samplesPerSecond: number;
}

/** How many figures a step gives: its samples' summed loss, how many were classified rightly, the gradient's norm. */
export const TOTALS = 3;

/** @throws TrainingError `diverged` when a loss is infinite or not a number */
export function requireFinite(loss: number, what: string, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new TrainingError(
    'diverged',
    `the ${what} is no longer a finite number in epoch ${epoch}: use a smaller learningRate`,
  );
}

/** An epoch's loss, accuracy and gradients' norms, which are added up on the device. */
export class EpochTotals {
  readonly #epoch: number;
  readonly #startMs = performance.now();
  #samples = 0;
  #steps = 0;
  #totals = tf.zeros<tf.Rank.R1>([TOTALS]);

  /** @param epoch for the error message */
  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /**
   * Adds up a piece of the epoch.
   *
   * @param samples images in the piece
   * @param steps how many it has
   * @param next makes of the totals so far, [{@link TOTALS}], those with the piece
   * @returns their means so far
   * @throws TrainingError `diverged` when the loss is infinite or not a number
   */
  add(samples: number, steps: number, next: (totals: tf.Tensor1D) => tf.Tensor1D): EpochMeans {
    const totals = next(this.#totals);
    this.#totals.dispose();
    this.#totals = totals;
    this.#samples += samples;
    this.#steps += steps;
    return this.#means();
  }

  dispose(): void {
    this.#totals.dispose();
  }

  #means(): EpochMeans {
    const values = this.#totals.dataSync<'float32'>();
    const [loss, correct, norm] = values as unknown as [number, number, number];
    requireFinite(loss, 'loss', this.#epoch);
    const samples = this.#samples;
    const seconds = (performance.now() - this.#startMs) / 1000;
    return {
      loss: loss / samples,
      accuracy: correct / samples,
      gradientNorm: norm / this.#steps,
      seconds,
      samplesPerSecond: samples / seconds,
    };
  }
}
