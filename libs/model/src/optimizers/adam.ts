import * as tf from '@tensorflow/tfjs';

/** How fast Adam's running means forget, and its guard against division by zero: Keras' defaults. */
const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/** What {@link Adam} knows besides the weights themselves. */
export interface AdamState {
  /** Steps taken. */
  readonly step: number;
  /** [parameters], of the gradients: the values of all weights, one weight after the other. */
  readonly mean: Float32Array;
  /** [parameters], of the squared gradients. */
  readonly square: Float32Array;
}

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) exactly as in Keras,
 * which adds epsilon before the bias correction (the last line of the paper's section 2);
 * `tf.train.adam` adds it after. The running means of all weights lie in two flat tensors: a step
 * is some ten operations for all of them, not for each.
 */
export class Adam {
  readonly #weights: readonly tf.Variable[];
  readonly #learningRate: number;
  #step = 0;
  readonly #mean: tf.Variable<tf.Rank.R1>; // [parameters], of the gradients
  readonly #square: tf.Variable<tf.Rank.R1>; // [parameters], of the squared gradients

  constructor(weights: readonly tf.Variable[], learningRate: number) {
    const parameters = weights.reduce((sum, weight) => sum + weight.size, 0);
    this.#weights = weights;
    this.#learningRate = learningRate;
    this.#mean = zeros(parameters);
    this.#square = zeros(parameters);
  }

  /**
   * Counts steps, which {@link update} takes.
   *
   * @returns [steps], for each of them the learning rate times the correction of both means' bias
   *   towards zero
   */
  nextRates(steps: number): Float32Array {
    return Float32Array.from({ length: steps }, () => {
      const step = ++this.#step;
      return (this.#learningRate * Math.sqrt(1 - SQUARE_DECAY ** step)) / (1 - MEAN_DECAY ** step);
    });
  }

  /**
   * The step itself: all that it changes are variables.
   *
   * @param gradients those of the weights, in the same order and shapes
   * @param rate one of {@link nextRates}
   */
  update(gradients: readonly tf.Tensor[], rate: tf.Scalar): void {
    tf.tidy(() => {
      const gradient = tf.concat(gradients.map((each) => each.flatten())); // [parameters]
      const mean = towards(this.#mean, gradient, 1 - MEAN_DECAY);
      const square = towards(this.#square, tf.square(gradient), 1 - SQUARE_DECAY);
      this.#subtract(tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), EPSILON)));
      this.#mean.assign(mean);
      this.#square.assign(square);
    });
  }

  /** As it is after the last step. */
  state(): AdamState {
    return {
      step: this.#step,
      mean: this.#mean.dataSync<'float32'>(),
      square: this.#square.dataSync<'float32'>(),
    };
  }

  /** Goes back to a state that {@link state} gave, of an optimizer of weights of the same shapes. */
  restore({ step, mean, square }: AdamState): void {
    this.#step = step;
    tf.tidy(() => {
      this.#mean.assign(tf.tensor1d(mean));
      this.#square.assign(tf.tensor1d(square));
    });
  }

  dispose(): void {
    tf.dispose([this.#mean, this.#square]);
  }

  #subtract(change: tf.Tensor1D): void {
    const sizes = this.#weights.map((weight) => weight.size);
    const changes = tf.split(change, sizes);
    for (const [index, weight] of this.#weights.entries()) {
      weight.assign(tf.sub(weight, changes[index]!.reshape(weight.shape)));
    }
  }
}

function zeros(size: number): tf.Variable<tf.Rank.R1> {
  return tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([size]), false));
}

/** `from`, moved by `share` of the way to `to`. */
function towards(from: tf.Tensor1D, to: tf.Tensor1D, share: number): tf.Tensor1D {
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}
