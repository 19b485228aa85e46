import { deriveSeed, type ImageShape } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';

/** The sizes of the CNN; the experiment's own are in `configs/cifar10.yaml`. */
export interface ModelConfig {
  /** Output channels of each convolution block. */
  readonly filters: readonly number[];
  /** Height and width of every convolution's kernel, in pixels. */
  readonly kernelSize: number;
  /** Units of each hidden dense layer. */
  readonly denseUnits: readonly number[];
  /** Share of a hidden dense layer's outputs set to zero in training, 0 to below 1. */
  readonly dropout: number;
}

/** What dropout does to the outputs of hidden dense layer number `layer`, which counts from 1. */
export type Dropout = (outputs: tf.Tensor2D, layer: number) => tf.Tensor2D;

/**
 * The CNN with its initial weights: per entry of `filters` a convolution block, then the hidden
 * dense layers, then one output per class. Initial weights are as Keras has them (Glorot normal
 * for convolutions, Glorot uniform for dense layers, zeros for biases) and a function of `seed`,
 * the same on every backend.
 *
 * @returns [batch, height, width, channels] → softmax [batch, classes]; only layers that plain
 *   `tf.loadLayersModel` knows
 * @throws TrainingError `bad-model` when the image is too small for so many blocks
 */
export function buildCnn(
  config: ModelConfig,
  shape: ImageShape,
  classes: number,
  seed: number,
): tf.LayersModel {
  checkBlocks(config, shape);
  const layerSeed = (layer: string): number => deriveSeed(seed, 'weights', layer);
  const images = tf.input({ name: 'images', shape: [shape.height, shape.width, shape.channels] });

  let x = images; // [batch, height, width, channels]
  for (const [index, filters] of config.filters.entries()) {
    const name = `conv${index + 1}`;
    const kernelInitializer = glorotNormal(
      config.kernelSize ** 2 * x.shape[3]!,
      config.kernelSize ** 2 * filters,
      layerSeed(name),
    );
    x = connect(
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: config.kernelSize,
        padding: 'same',
        activation: 'relu',
        kernelInitializer,
      }),
      x,
    ); // [batch, height, width, filters]
    x = connect(tf.layers.maxPooling2d({ name: `pool${index + 1}`, poolSize: 2 }), x);
    // [batch, height / 2, width / 2, filters], rounded down
  }
  x = connect(tf.layers.flatten({ name: 'flatten' }), x); // [batch, height * width * filters]
  for (const [index, units] of config.denseUnits.entries()) {
    const name = `dense${index + 1}`;
    const kernelInitializer = tf.initializers.glorotUniform({ seed: layerSeed(name) });
    x = connect(tf.layers.dense({ name, units, activation: 'relu', kernelInitializer }), x);
    x = connect(tf.layers.dropout({ name: `dropout${index + 1}`, rate: config.dropout }), x);
    // [batch, units]
  }
  const name = 'output';
  const kernelInitializer = tf.initializers.glorotUniform({ seed: layerSeed(name) });
  x = connect(
    tf.layers.dense({ name, units: classes, activation: 'softmax', kernelInitializer }),
    x,
  ); // [batch, classes]
  return tf.model({ name: 'cnn', inputs: images, outputs: x });
}

/**
 * The forward pass in training: the same function of the same weights as the model's own, bit for
 * bit, without the softmax and with the dropout that is handed in. It pools before it adds the
 * bias and applies ReLU: the maximum commutes with both, and pooled images have a quarter of the
 * values, forward and backward.
 *
 * @param weights {@link cnnWeights} of the model
 * @param images [batch, height, width, channels]
 * @returns logits [batch, classes]
 */
export function trainingForward(
  weights: readonly tf.Variable[],
  config: ModelConfig,
  images: tf.Tensor4D,
  dropout: Dropout,
): tf.Tensor2D {
  const next = weights.values();
  const kernel = <R extends tf.Rank>() => next.next().value as tf.Variable<R>;
  const bias = () => next.next().value as tf.Variable<tf.Rank.R1>;

  let x = images; // [batch, height, width, channels]
  for (let block = 1; block <= config.filters.length; block++) {
    x = tf.conv2d(x, kernel<tf.Rank.R4>(), 1, 'same'); // [batch, height, width, filters]
    x = tf.maxPool(x, 2, 2, 'valid'); // [batch, height / 2, width / 2, filters]
    x = tf.relu(tf.add(x, bias()));
  }
  let y = tf.reshape(x, [images.shape[0], -1]) as tf.Tensor2D; // [batch, height * width * filters]
  for (let layer = 1; layer <= config.denseUnits.length; layer++) {
    y = tf.relu(tf.add(tf.matMul(y, kernel<tf.Rank.R2>()), bias())); // [batch, units]
    y = dropout(y, layer);
  }
  return tf.add(tf.matMul(y, kernel<tf.Rank.R2>()), bias()); // [batch, classes]
}

/**
 * The weights that training changes, in the order of the layers: of each convolution, then of each
 * dense layer, the kernel ([height, width, inputs, outputs] or [inputs, outputs]) and the bias
 * ([outputs]). They are the model's own variables: assigning to one changes the model.
 */
export function cnnWeights(model: tf.LayersModel): readonly tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

function connect(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/**
 * Glorot normal as Keras draws it: normal, cut off at two standard deviations, and widened so that
 * after the cut the standard deviation is sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks", 2010).
 * `tf.initializers.glorotNormal` leaves the widening out.
 */
function glorotNormal(fanIn: number, fanOut: number, seed: number) {
  const truncatedStddev = 0.87962566103423978; // of the standard normal, cut off at -2 and 2
  const stddev = Math.sqrt(2 / (fanIn + fanOut)) / truncatedStddev;
  return tf.initializers.truncatedNormal({ mean: 0, stddev, seed });
}

function checkBlocks(config: ModelConfig, shape: ImageShape): void {
  const blocks = config.filters.length;
  if (Math.min(shape.height, shape.width) >= 2 ** blocks) return;
  throw new TrainingError(
    'bad-model',
    `model.filters has ${blocks} blocks, each halves the image, and images of ` +
      `${shape.height}×${shape.width} pixels cannot be halved so often: list fewer filters`,
  );
}
