import * as tf from '@tensorflow/tfjs';
import { type Activation, ACTIVATIONS } from './activation.ts';
import type { Layer, LayerOf, Pass } from './layer.ts';
import { bias, glorotNormal, kernel, layerSeed } from './weights.ts';

/** What can be set of a convolution. */
export interface Conv2dConfig {
  readonly name: string;
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  readonly activation: Activation;
}

/** A convolution of [height, width, channels] with stride 1, padded so that both sizes stay. */
export class Conv2d implements Layer {
  readonly config: Conv2dConfig;
  readonly name: string;
  readonly outputShape: readonly number[];
  readonly weights;
  readonly randomInputs = [];
  readonly #channels: number;

  constructor(config: Conv2dConfig, [height, width, channels]: readonly number[]) {
    const { name, filters, kernelSize } = config;
    this.config = config;
    this.name = name;
    this.outputShape = [height!, width!, filters];
    this.#channels = channels!;
    const shape = [kernelSize, kernelSize, channels!, filters];
    const initializer = (seed: number) => this.#initializer(seed);
    this.weights = [kernel(name, shape, initializer), bias(name, filters)];
  }

  /** Convolves, adds the bias and activates: [batch, height, width, filters]. */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor {
    const { apply, fused } = ACTIVATIONS[this.config.activation];
    if (fused === undefined) return apply(tf.add(this.convolve(x, pass), this.bias(pass)));
    return tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: this.#kernel(pass),
      strides: 1,
      pad: 'same',
      bias: this.bias(pass),
      activation: fused,
    });
  }

  /** The convolution alone, before bias and activation. */
  convolve(x: tf.Tensor, pass: Pass): tf.Tensor4D {
    return tf.conv2d(x as tf.Tensor4D, this.#kernel(pass), 1, 'same');
  }

  /** The value of its bias, [filters]. */
  bias({ weights }: Pass): tf.Tensor {
    return weights[`${this.name}/bias`]!;
  }

  tfjsLayer(seed: number): tf.layers.Layer {
    const kernelInitializer = this.#initializer(seed);
    return tf.layers.conv2d({ ...this.config, padding: 'same', kernelInitializer });
  }

  #kernel({ weights }: Pass): tf.Tensor4D {
    return weights[`${this.name}/kernel`] as tf.Tensor4D;
  }

  #initializer(seed: number) {
    const { name, filters, kernelSize } = this.config;
    const [fanIn, fanOut] = [kernelSize ** 2 * this.#channels, kernelSize ** 2 * filters];
    return glorotNormal(fanIn, fanOut, layerSeed(seed, name));
  }
}

/** A {@link Conv2d}. */
export function conv2d(config: Conv2dConfig): LayerOf<Conv2d> {
  return (inputShape) => new Conv2d(config, inputShape);
}
