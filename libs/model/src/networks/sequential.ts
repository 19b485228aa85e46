import * as tf from '@tensorflow/tfjs';
import type { Dense } from './layers/dense.ts';
import type { Layer, LayerOf, Operation, Pass } from './layers/layer.ts';
import type { ForwardPass, Mode, Network, Tensors } from './network.ts';
import { poolBeforeBias } from './rewrites.ts';

/** What a sequence of layers is called. */
export interface SequentialNames {
  readonly network: string;
  readonly input: string;
}

/** Layers one after the other, the last one dense with a softmax over the classes. */
export class Sequential implements Network {
  readonly sampleShape: readonly number[];
  readonly layers: readonly Layer[];
  readonly classes: number;
  readonly weights;
  readonly randomInputs;
  readonly #names: SequentialNames;
  readonly #operations: Readonly<Record<Mode, readonly Operation[]>>;

  /** @throws Error when two layers have one name, under which they would share weights and masks */
  constructor(
    names: SequentialNames,
    sampleShape: readonly number[],
    hidden: readonly LayerOf[],
    output: LayerOf<Dense>,
  ) {
    const [layers, shape] = connect(hidden, sampleShape);
    const last = output(shape);
    this.#names = names;
    this.sampleShape = sampleShape;
    this.layers = [...layers, last];
    requireUniqueNames(this.layers);
    this.classes = last.config.units;
    this.weights = this.layers.flatMap(({ weights }) => weights);
    this.randomInputs = this.layers.flatMap(({ randomInputs }) => randomInputs);
    const logits: Operation = { forward: (x, pass) => last.beforeActivation(x, pass) };
    const predict = [...layers, logits];
    // Without gradients there is less to be won, and backends fuse a convolution with what follows.
    this.#operations = { predict, train: poolBeforeBias(predict) };
  }

  forward(samples: tf.Tensor, weights: Tensors, random: Tensors, mode: Mode): ForwardPass {
    const updated: Record<string, tf.Tensor> = {};
    const update = (name: string, next: tf.Tensor) => void (updated[name] = next);
    const pass: Pass = { weights, random, mode, update };
    const logits = this.#operations[mode].reduce((x, each) => each.forward(x, pass), samples);
    return { logits: logits as tf.Tensor2D, updated };
  }

  layersModel(seed: number): tf.LayersModel {
    const inputs = tf.input({ name: this.#names.input, shape: [...this.sampleShape] });
    const outputs = this.layers.reduce(
      (x, layer) => layer.tfjsLayer(seed).apply(x) as tf.SymbolicTensor,
      inputs,
    );
    return tf.model({ name: this.#names.network, inputs, outputs });
  }
}

/** Gives each layer the shape of its input. @returns the layers, and the shape of the last one's output */
function connect(
  layers: readonly LayerOf[],
  sampleShape: readonly number[],
): [layers: Layer[], outputShape: readonly number[]] {
  let shape = sampleShape;
  const connected = layers.map((layerOf) => {
    const layer = layerOf(shape);
    shape = layer.outputShape;
    return layer;
  });
  return [connected, shape];
}

function requireUniqueNames(layers: readonly Layer[]): void {
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`two layers have the name ${twice}`);
}
