import { TrainingError } from '../training-error.ts';
import { conv2d } from './layers/conv2d.ts';
import { dense } from './layers/dense.ts';
import { dropout } from './layers/dropout.ts';
import { flatten } from './layers/flatten.ts';
import { maxPooling2d } from './layers/max-pooling2d.ts';
import { Sequential } from './sequential.ts';

/** The sizes of the CNN; the experiment's own are in `configs/cifar10.yaml`. */
export interface CnnConfig {
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
 * @throws TrainingError `bad-model` when the samples are no images, or too small for so many blocks
 */
export function cnn(
  config: CnnConfig,
  sampleShape: readonly number[],
  classes: number,
): Sequential {
  checkSamples(config, sampleShape);
  const { kernelSize, dropout: rate } = config;
  const blocks = config.filters.flatMap((filters, index) => {
    const number = index + 1;
    return [
      conv2d({ name: `conv${number}`, filters, kernelSize, activation: 'relu' }), // [height, width, filters]
      maxPooling2d({ name: `pool${number}`, poolSize: 2 }), // [height / 2, width / 2, filters]
    ];
  });
  const hidden = config.denseUnits.flatMap((units, index) => {
    const number = index + 1;
    return [
      dense({ name: `dense${number}`, units, activation: 'relu' }), // [units]
      dropout({ name: `dropout${number}`, rate, number }),
    ];
  });
  // Samples that are a row of values are left as they are: tfjs's own flatten refuses them.
  const row = sampleShape.length === 1 ? [] : [flatten({ name: 'flatten' })];
  return new Sequential(
    { network: 'cnn', input: sampleShape.length === 3 ? 'images' : 'samples' },
    sampleShape,
    [...blocks, ...row, ...hidden],
    dense({ name: 'output', units: classes, activation: 'softmax' }),
  );
}

function checkSamples(config: CnnConfig, sampleShape: readonly number[]): void {
  if (config.filters.length === 0) return;
  const [height, width] = sampleShape as [number, number, number];
  if (sampleShape.length !== 3) {
    throw new TrainingError(
      'bad-model',
      `a network of convolutions takes images, [height, width, channels], not samples of ` +
        `[${sampleShape.join(', ')}]: leave network.filters empty, for dense layers alone`,
    );
  }
  const blocks = config.filters.length;
  if (Math.min(height, width) >= 2 ** blocks) return;
  throw new TrainingError(
    'bad-model',
    `network.filters has ${blocks} blocks, each halves the image, and images of ` +
      `${height}×${width} pixels cannot be halved so often: list fewer filters`,
  );
}
