import * as tf from '@tensorflow/tfjs';
import type { Model } from '../networks/model.ts';
import type { MemberSpan } from '../optimizers/schedule.ts';

/** What can be set of an average of the weights. */
export interface AveragingSettings {
  /**
   * `exponential`: the average follows the weights (as Keras' `use_ema`). `lookahead`: and they go on from it (Zhang et al.,
   * "Lookahead Optimizer: k steps forward, 1 step back", 2019).
   */
  readonly averaging: 'exponential' | 'lookahead';
  /** The share of the average that it keeps when it is renewed, 0 to below 1. */
  readonly averageDecay: number;
  /** Steps from one renewal to the next. */
  readonly averageEvery: number;
  /** The power of the share of training done with which `averageDecay` is multiplied; 0: it is the same all the time. */
  readonly averageGrowth: number;
  /** The member's epochs before averaging begins: until then the average is the weights. */
  readonly averageFrom: number;
}

/** The numbers of a step, by name. */
type Numbers = Readonly<Record<string, tf.Scalar>>;

/**
 * An average of all weights, those without a gradient among them: what is predicted with and saved. It is part of
 * what a checkpoint holds.
 */
export class WeightAverage {
  /** The averages by the weights' names. */
  readonly weights: Readonly<Record<string, tf.Variable>>;
  readonly numbers = ['averageShare', 'averagePull'] as const;
  readonly #settings: AveragingSettings;
  readonly #span: MemberSpan;

  constructor(model: Model, settings: AveragingSettings, span: MemberSpan) {
    this.#settings = settings;
    this.#span = span;
    const entries = Object.entries(model.weights);
    // Not the weights' own tensors: variables that share one cannot be told apart when a step is recorded.
    const copy = (weight: tf.Variable) => tf.variable(tf.mul(weight, 1), false);
    this.weights = tf.tidy(() =>
      Object.fromEntries(entries.map(([name, weight]) => [name, copy(weight)])),
    );
  }

  /**
   * The numbers of a step: the share of the way that the average goes to the weights, and that they go to it then.
   *
   * @param step counts from 1 through all epochs
   */
  numbersOf(step: number): [share: number, pull: number] {
    const { averaging, averageDecay, averageEvery, averageGrowth, averageFrom } = this.#settings;
    const { stepsPerEpoch, epochs, epochsBefore } = this.#span;
    const own = step - epochsBefore * stepsPerEpoch;
    const begins = step === 1 && averaging === 'exponential'; // as in Keras
    if (begins || own <= averageFrom * stepsPerEpoch) return [1, 0];
    if (step % averageEvery !== 0) return [0, 0];
    const decay = averageDecay * (own / (epochs * stepsPerEpoch)) ** averageGrowth;
    return [1 - decay, averaging === 'lookahead' ? 1 : 0];
  }

  /**
   * Follows a step that the weights have taken: all that it changes are variables.
   *
   * @param weights the model's, by name
   * @param numbers those of {@link numbersOf}
   */
  step(weights: Readonly<Record<string, tf.Variable>>, numbers: Numbers): void {
    const [share, pull] = this.numbers.map((name) => numbers[name]!);
    tf.tidy(() => {
      for (const [name, average] of Object.entries(this.weights)) {
        const weight = weights[name]!;
        const renewed = towards(average, weight, share!);
        average.assign(renewed);
        if (this.#settings.averaging === 'lookahead') {
          weight.assign(towards(weight, renewed, pull!));
        }
      }
    });
  }

  dispose(): void {
    tf.dispose(Object.values(this.weights));
  }
}

/** `from`, moved by `share` of the way to `to`: where the two are equal it stays what it was, to the bit. */
function towards(from: tf.Tensor, to: tf.Tensor, share: tf.Scalar): tf.Tensor {
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}
