import { chain, layer } from './chain.ts';
import type { JsonObject, LayerTopology, Topology } from './topology.ts';

/** The sizes of the CNN; the experiment's own are in `configs/cifar10.yaml`. */
export interface CnnSizes {
  /** Output channels of each convolution block; none: dense layers alone, of samples of any shape. */
  readonly filters: readonly number[];
  /** Height and width of every convolution's kernel, in pixels. */
  readonly kernelSize: number;
  /** Units of each hidden dense layer. */
  readonly denseUnits: readonly number[];
  /** Share of a hidden dense layer's outputs set to zero in training, 0 to below 1. */
  readonly dropout: number;
}

/**
 * The CNN: per entry of `filters` a convolution block, then the hidden dense layers of all values in a row, then one
 * output per class. Initial weights are as Keras has them: Glorot normal for convolutions, Glorot uniform for
 * dense layers, zeros for biases.
 *
 * @param sampleShape [height, width, channels] of an image; any, [columns] of a table among them, where `filters` is empty
 */
export function cnnTopology(
  { filters, kernelSize, denseUnits, dropout }: CnnSizes,
  sampleShape: readonly number[],
  classes: number,
): Topology {
  const blocks = filters.flatMap((count, index) => [
    convolution(`conv${index + 1}`, count, kernelSize), // [height, width, filters]
    pooling(`pool${index + 1}`), // [height / 2, width / 2, filters]
  ]);
  // Samples that are a row of values are left as they are: tfjs's own flatten refuses them.
  const row = sampleShape.length === 1 ? [] : [layer('flatten', 'Flatten', {})];
  const hidden = denseUnits.flatMap((units, index) => [
    dense(`dense${index + 1}`, units, 'relu'), // [units]
    layer(`dropout${index + 1}`, 'Dropout', { rate: dropout, noise_shape: null, seed: null }),
  ]);
  const input = { name: sampleShape.length === 3 ? 'images' : 'samples', shape: sampleShape };
  return chain('cnn', input, [...blocks, ...row, ...hidden, dense('output', classes, 'softmax')]);
}

function convolution(name: string, filters: number, kernelSize: number): LayerTopology {
  return layer(name, 'Conv2D', {
    filters,
    kernel_initializer: glorot('normal'),
    kernel_regularizer: null,
    kernel_constraint: null,
    kernel_size: [kernelSize, kernelSize],
    strides: [1, 1],
    padding: 'same',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'relu',
    use_bias: true,
    bias_initializer: ZEROS,
    bias_regularizer: null,
    activity_regularizer: null,
    bias_constraint: null,
  });
}

function pooling(name: string): LayerTopology {
  return layer(name, 'MaxPooling2D', {
    pool_size: [2, 2],
    padding: 'valid',
    strides: [2, 2],
    data_format: 'channels_last',
  });
}

function dense(name: string, units: number, activation: 'relu' | 'softmax'): LayerTopology {
  return layer(name, 'Dense', {
    units,
    activation,
    use_bias: true,
    kernel_initializer: glorot('uniform'),
    bias_initializer: ZEROS,
    kernel_regularizer: null,
    bias_regularizer: null,
    activity_regularizer: null,
    kernel_constraint: null,
    bias_constraint: null,
  });
}

/** Glorot and Bengio's initializers, in the words of tfjs. */
function glorot(distribution: 'normal' | 'uniform'): JsonObject {
  const config = { scale: 1, mode: 'fan_avg', distribution, seed: null };
  return { class_name: 'VarianceScaling', config };
}

const ZEROS: JsonObject = { class_name: 'Zeros', config: {} };
