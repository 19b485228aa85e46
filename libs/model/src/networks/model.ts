import * as tf from '@tensorflow/tfjs';
import type { Network, PreparedSamples } from './network.ts';

/** A network with the values of its weights: what is trained, predicts and is saved. */
export class Model {
  readonly network: Network;
  /** The member's seed, of which the first values are a function. */
  readonly seed: number;
  /** The weights by name, in the order of the network's. */
  readonly weights: Readonly<Record<string, tf.Variable>>;

  /** @param samples for networks with {@link Network.initialSamples} */
  constructor(network: Network, seed: number, samples?: PreparedSamples) {
    this.network = network;
    this.seed = seed;
    this.weights = tf.tidy(() =>
      Object.fromEntries(
        network.weights.map((weight) => [
          weight.name,
          tf.variable(weight.initial(seed, samples), weight.trainable),
        ]),
      ),
    );
  }

  /** The weights that the optimizer moves, in the order of the network's. */
  get trainable(): tf.Variable[] {
    return this.network.weights
      .filter(({ trainable }) => trainable)
      .map(({ name }) => this.weights[name]!);
  }

  dispose(): void {
    tf.dispose(Object.values(this.weights));
  }
}
