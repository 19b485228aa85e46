import * as tf from '@tensorflow/tfjs';
import type { Layer, LayerOf } from './layer.ts';

/** What can be set of a max pooling. */
export interface MaxPooling2dConfig {
  readonly name: string;
  /** Height and width of the windows, in pixels; also how far they are apart. */
  readonly poolSize: number;
}

/** The maximum in each window of [height, width, channels]; a rest that fills no window is left out. */
export class MaxPooling2d implements Layer {
  readonly config: MaxPooling2dConfig;
  readonly name: string;
  readonly outputShape: readonly number[];
  readonly weights = [];
  readonly randomInputs = [];

  constructor(config: MaxPooling2dConfig, [height, width, channels]: readonly number[]) {
    this.config = config;
    this.name = config.name;
    const pooled = (size: number) => Math.floor(size / config.poolSize);
    this.outputShape = [pooled(height!), pooled(width!), channels!];
  }

  /** The maxima, [batch, height / poolSize, width / poolSize, channels]. */
  forward(x: tf.Tensor): tf.Tensor {
    const { poolSize } = this.config;
    return tf.maxPool(x as tf.Tensor4D, poolSize, poolSize, 'valid');
  }

  tfjsLayer(): tf.layers.Layer {
    return tf.layers.maxPooling2d(this.config);
  }
}

/** A {@link MaxPooling2d}. */
export function maxPooling2d(config: MaxPooling2dConfig): LayerOf<MaxPooling2d> {
  return (inputShape) => new MaxPooling2d(config, inputShape);
}
