import * as tf from '@tensorflow/tfjs';
import { type Activation, ACTIVATIONS } from './activation.ts';
import type { Layer, LayerOf, Pass } from './layer.ts';
import { bias, kernel, layerSeed } from './weights.ts';

/** What can be set of a dense layer. */
export interface DenseConfig {
  readonly name: string;
  readonly units: number;
  readonly activation: Activation;
}

/** A dense layer of [values]. */
export class Dense implements Layer {
  readonly config: DenseConfig;
  readonly name: string;
  readonly outputShape: readonly number[];
  readonly weights;
  readonly randomInputs = [];

  constructor(config: DenseConfig, [inputs]: readonly number[]) {
    const { name, units } = config;
    this.config = config;
    this.name = name;
    this.outputShape = [units];
    const initializer = (seed: number) => this.#initializer(seed);
    this.weights = [kernel(name, [inputs!, units], initializer), bias(name, units)];
  }

  /** The activated outputs, [batch, units]. */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor {
    const { apply, fused } = ACTIVATIONS[this.config.activation];
    if (fused === undefined) return apply(this.beforeActivation(x, pass));
    const [kernel, bias] = this.#values(pass);
    return tf.fused.matMul({ a: x, b: kernel, bias, activation: fused });
  }

  /** The outputs without the activation, [batch, units]. */
  beforeActivation(x: tf.Tensor, pass: Pass): tf.Tensor2D {
    const [kernel, bias] = this.#values(pass);
    return tf.add(tf.matMul(x, kernel), bias);
  }

  tfjsLayer(seed: number): tf.layers.Layer {
    return tf.layers.dense({ ...this.config, kernelInitializer: this.#initializer(seed) });
  }

  #values({ weights }: Pass): [kernel: tf.Tensor, bias: tf.Tensor] {
    return [weights[`${this.name}/kernel`]!, weights[`${this.name}/bias`]!];
  }

  #initializer(seed: number) {
    return tf.initializers.glorotUniform({ seed: layerSeed(seed, this.name) });
  }
}

/** A {@link Dense}. */
export function dense(config: DenseConfig): LayerOf<Dense> {
  return (inputShape) => new Dense(config, inputShape);
}
