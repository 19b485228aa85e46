import * as tf from '@tensorflow/tfjs';
import { type LayerCall, type LayerWeight, soleInput, type TfjsLayer } from '../tfjs-layers.ts';

/** Each pooling, and the convolution of as many dimensions that may come before it. */
const POOLINGS: Readonly<Record<string, string>> = {
  MaxPooling1D: 'Conv1D',
  MaxPooling2D: 'Conv2D',
  MaxPooling3D: 'Conv3D',
};

/** Activations that never give a smaller output for a larger input, to the bit. */
const NON_DECREASING: ReadonlySet<string> = new Set(['linear', 'relu', 'relu6']);

/** A convolution's settings and weights. */
interface Convolution extends TfjsLayer {
  readonly dataFormat: string;
  readonly activation: Activation;
  readonly bias?: LayerWeight | null;
}

interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
  getClassName(): string;
}

const LINEAR: Activation = { apply: (x) => x, getClassName: () => 'linear' };

/**
 * In training max pooling comes before the bias and the activations that it follows: adding a number rounds larger values
 * to larger ones, and so does an activation that never decreases, so that the maximum commutes with both. Pooled images have
 * a fraction of the values, forward and backward, which are the same, bit for bit. (The gradient goes to the largest value
 * before rounding; otherwise, of two that round to one, to the first.) Without gradients there is less to be won, and backends
 * fuse a convolution with what follows.
 *
 * @param layers those of one network, whose nested ones are looked at by themselves
 */
export function poolBeforeBias(layers: readonly TfjsLayer[], outputs: readonly TfjsLayer[]): void {
  for (const pooling of layers) {
    const convolution = POOLINGS[pooling.getClassName()];
    if (convolution) delay(pooling, convolution, outputs);
  }
}

/** Has the pooling do what the layers before it would have done. */
function delay(pooling: TfjsLayer, convolution: string, outputs: readonly TfjsLayer[]): void {
  const delayed: ((x: tf.Tensor) => tf.Tensor)[] = [];
  let before = soleProducer(pooling, outputs);
  while (before && isNonDecreasing(before)) {
    const call = before.call.bind(before);
    delayed.unshift((x) => soleInput(call(x, { training: true })));
    inTraining(before, (inputs) => soleInput(inputs));
    before = soleProducer(before, outputs);
  }
  if (before?.getClassName() === convolution && isDelayable(before as Convolution)) {
    const { activation, bias } = before as Convolution;
    if (bias) delayed.unshift((x) => activation.apply(tf.add(x, bias.read())));
    else delayed.unshift((x) => activation.apply(x));
    const alone = bare(before as Convolution);
    inTraining(before, alone.call.bind(alone));
  }
  const pool = pooling.call.bind(pooling);
  inTraining(pooling, (inputs, args) =>
    delayed.reduce((x, each) => each(x), soleInput(pool(inputs, args))),
  );
}

/** The layer whose outputs are the inputs of this one, and of no other. */
function soleProducer(layer: TfjsLayer, outputs: readonly TfjsLayer[]): TfjsLayer | undefined {
  const [node, ...more] = layer.inboundNodes;
  const [producer, ...others] = node?.inboundLayers ?? [];
  const sole =
    more.length === 0 &&
    others.length === 0 &&
    producer?.inboundNodes.length === 1 &&
    producer.outboundNodes.length === 1 &&
    !outputs.includes(producer);
  return sole ? producer : undefined;
}

function isNonDecreasing(layer: TfjsLayer): boolean {
  if (layer.getClassName() !== 'Activation') return layer.getClassName() === 'ReLU';
  return NON_DECREASING.has((layer as Convolution).activation.getClassName());
}

function isDelayable({ dataFormat, activation }: Convolution): boolean {
  return dataFormat !== 'channelsFirst' && NON_DECREASING.has(activation.getClassName());
}

/** The convolution alone, without bias and activation. */
function bare(convolution: Convolution): Convolution {
  return Object.create(convolution, {
    bias: { value: null },
    activation: { value: LINEAR },
  }) as Convolution;
}

/** Has a layer compute something else in training. */
function inTraining(layer: TfjsLayer, training: LayerCall): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, args) => (args.training ? training : call)(inputs, args);
}
