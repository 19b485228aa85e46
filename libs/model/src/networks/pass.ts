import * as tf from '@tensorflow/tfjs';
import type { Tensors } from './network.ts';

/** A kind of random numbers: the factors of a dropout, or of the standard normal distribution. */
export type Draw =
  { readonly kind: 'dropout'; readonly rate: number } | { readonly kind: 'normal' };

/** What layers are given in one forward pass, beside their inputs. */
export interface Pass {
  /** The value of a weight by its name. */
  weight(name: string): tf.Tensor;
  /** Gives a weight without a gradient its next value; for `train` only. */
  update(name: string, next: tf.Tensor): void;
  /**
   * A layer's random numbers; for `train` only.
   *
   * @param layer who asks, by a name that no other layer of the network has
   * @param shape the first dimension is the batch, or 1: the same numbers for all samples
   */
  random(layer: string, draw: Draw, shape: readonly number[]): tf.Tensor;
}

/** The pass that is under way: tfjs' layers have no argument through which they could be given one. */
export class CurrentPass {
  #pass: Pass | undefined;
  #layer: string | undefined;

  /** The layer whose call is under way, the innermost one, by a name that no other layer of the network has. */
  get layer(): string | undefined {
    return this.#layer;
  }

  /** Makes `layer` the one whose call is under way as long as `call` takes. */
  within<T>(layer: string, call: () => T): T {
    const outer = this.#layer;
    this.#layer = layer;
    try {
      return call();
    } finally {
      this.#layer = outer;
    }
  }

  get(): Pass {
    if (!this.#pass) throw new Error('a layer of a network is used outside its forward pass');
    return this.#pass;
  }

  /** Makes `pass` the current one as long as `run` takes. */
  during<T>(pass: Pass, run: () => T): T {
    const before = this.#pass;
    this.#pass = pass;
    try {
      return run();
    } finally {
      this.#pass = before;
    }
  }
}

/** What one layer asks {@link Pass.random} for, the first, second … time in a pass. */
export interface RandomRequest {
  readonly layer: string;
  /** How often the layer has asked before, in the same pass. */
  readonly before: number;
  readonly draw: Draw;
  readonly shape: readonly number[];
}

/** Counts how often layers ask for random numbers. */
export class RequestCounter {
  readonly #counts = new Map<string, number>();

  /** The number of times that the layer has asked before. */
  next(layer: string): number {
    const count = this.#counts.get(layer) ?? 0;
    this.#counts.set(layer, count + 1);
    return count;
  }
}

/** Next values of weights that outlive the `tf.tidy` in which they come to be. */
export class NextValues {
  readonly #values = new Map<string, tf.Tensor>();

  /** The value that the weight was given in this pass. */
  get(name: string): tf.Tensor | undefined {
    return this.#values.get(name);
  }

  set(name: string, next: tf.Tensor): void {
    this.#values.get(name)?.dispose();
    this.#values.set(name, tf.keep(next));
  }

  /** The values, as tensors of the `tf.tidy` that this is called in. */
  take(): Tensors {
    const taken = [...this.#values].map(([name, value]) => [name, value.clone()] as const);
    this.dispose();
    return Object.fromEntries(taken);
  }

  dispose(): void {
    tf.dispose([...this.#values.values()]);
    this.#values.clear();
  }
}
