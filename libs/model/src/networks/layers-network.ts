import {
  type Json,
  type LayerTopology,
  type OwnInitializerPlace,
  type Topology,
  UNSUPPORTED_LAYERS,
  withoutFinalSoftmax,
  withStandardInitializers,
} from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';
import { allLayers, allNetworks, cellsOf } from './all-layers.ts';
import { buildModel, type WeightRequest } from './build-model.ts';
import { freezeLayers } from './frozen-layers.ts';
import { initialSamplesOf, initialValue, noteInitializers } from './initial-values.ts';
import { registerConv3dTransposeGradient } from './layers/conv3d-transpose-gradient.ts';
import { poolBeforeBias } from './layers/pool-before-bias.ts';
import { drawsNumbers, forgettingMasks } from './layers/random-layers.ts';
import { replaceCall } from './layers/replace-call.ts';
import type { ForwardPass, Mode, Network, NetworkWeight, RandomInput, Tensors } from './network.ts';
import { CurrentPass, NextValues, type Pass, type RandomRequest, RequestCounter } from './pass.ts';
import { RandomInputs, TRACED_BATCH } from './random-inputs.ts';
import type { LayerWeight, TfjsLayer } from './tfjs-layers.ts';
import { weightKind } from './weight-kind.ts';

/**
 * The network of a topology: any that tfjs-layers can build, whose last layer ends with a softmax over the classes.
 *
 * @throws TrainingError `bad-model` when it cannot be built, or cannot be trained
 */
export function layersNetwork(topology: Topology): Network {
  try {
    return new LayersNetwork(topology);
  } catch (error) {
    if (error instanceof TrainingError) throw error;
    throw badModel(`the network cannot be built: ${(error as Error).message}`);
  }
}

/** Layers of tfjs that compute what they are asked for in one pass, and hold no tensor from one to the next. */
class LayersNetwork implements Network {
  readonly sampleShape: readonly number[];
  readonly classes: number;
  readonly weights: readonly NetworkWeight[];
  readonly initialSamples: number;
  readonly largestOutput: number;
  /** With the softmax, and initializers of tfjs alone. */
  readonly #topology: Topology;
  readonly #model: TfjsLayer;
  readonly #requests: readonly WeightRequest[];
  /** The trainable weights that a regularizer keeps small. */
  readonly #regularized: readonly WeightRequest[];
  readonly #passes = new CurrentPass();
  #randomInputs: RandomInputs | undefined;

  constructor(topology: Topology) {
    refuseUnsupported(topology.config);
    const { topology: standard, own } = withStandardInitializers(topology);
    const logits = withoutFinalSoftmax(standard);
    if (!logits) throw badModel(NO_SOFTMAX);
    const { model, requests } = buildModel(logits, (request) => this.#weightOf(request));
    checkModel(model, requests);
    this.#topology = standard;
    this.#model = model as unknown as TfjsLayer;
    freezeLayers(this.#model, topology);
    this.#requests = requests;
    this.sampleShape = (model.inputs[0]!.shape as number[]).slice(1);
    this.classes = model.outputs[0]!.shape[1]!;
    this.largestOutput = largestOutput(this.#model);
    this.weights = networkWeights(this.#model, requests, own);
    this.initialSamples = initialSamplesOf(own);
    const trainable = new Set(
      this.weights.filter((each) => each.trainable).map(({ name }) => name),
    );
    this.#regularized = requests.filter(
      ({ name, regularizer }) => regularizer && trainable.has(name),
    );
    this.#replaceCalls();
  }

  get randomInputs(): readonly RandomInput[] {
    return this.#random().inputs;
  }

  layerUnderWay(): string | undefined {
    return this.#passes.layer;
  }

  forward(samples: tf.Tensor, weights: Tensors, random: Tensors, mode: Mode): ForwardPass {
    const next = new NextValues();
    const counter = new RequestCounter();
    const pass: Pass = {
      weight: (name) => next.get(name) ?? weights[name]!,
      update: (name, value) => next.set(name, value),
      random: (layer) => random[this.#random().nameOf(layer, counter.next(layer))]!,
    };
    try {
      const logits = this.#logits(samples, pass, mode);
      const penalty = mode === 'train' ? this.#penalty(weights) : undefined;
      return { logits, updated: next.take(), penalty };
    } finally {
      next.dispose();
    }
  }

  layersModel(seed: number): tf.LayersModel {
    const { model, requests } = buildModel(this.#topology);
    noteInitializers(requests, seed);
    return model;
  }

  /** A layer's weight: the value of whatever pass is under way. */
  #weightOf({ name, shape }: WeightRequest): LayerWeight {
    return {
      originalName: name,
      shape,
      trainable: true,
      read: () => this.#passes.get().weight(name),
      write: (next) => this.#passes.get().update(name, next),
    };
  }

  #replaceCalls(): void {
    registerConv3dTransposeGradient();
    for (const { layer, key } of allLayers(this.#model)) {
      replaceCall(layer, key, this.#passes);
      const cells = cellsOf(layer);
      if (cells.length > 0) forgettingMasks(layer, cells);
    }
    for (const { layers = [], outputs = [] } of allNetworks(this.#model)) {
      poolBeforeBias(
        layers,
        outputs.map(({ sourceLayer }) => sourceLayer),
      );
    }
    this.#noteCalls();
  }

  /** Has each layer tell, while it is called, that it is. */
  #noteCalls(): void {
    for (const { layer, key } of allLayers(this.#model)) {
      const { call } = layer;
      const passes = this.#passes;
      layer.call = function (this: TfjsLayer, ...given) {
        return passes.within(key, () => call.apply(this, given));
      };
    }
  }

  #logits(samples: tf.Tensor, pass: Pass, mode: Mode): tf.Tensor2D {
    const training = mode === 'train';
    return this.#passes.during(pass, () => {
      const outputs = this.#model.call([samples], { training });
      return (Array.isArray(outputs) ? outputs[0] : outputs) as tf.Tensor2D;
    });
  }

  #penalty(weights: Tensors): tf.Scalar | undefined {
    if (this.#regularized.length === 0) return undefined;
    const each = this.#regularized.map(({ name, regularizer }) =>
      regularizer!.apply(weights[name]!),
    );
    return tf.addN(each) as tf.Scalar;
  }

  /** What the layers ask for in a step, which a pass with zeros tells. */
  #random(): RandomInputs {
    return (this.#randomInputs ??= new RandomInputs(this.#requestsOfPass()));
  }

  #requestsOfPass(): RandomRequest[] {
    if (!allLayers(this.#model).some(({ layer }) => drawsNumbers(layer))) return [];
    const shapes = new Map(this.#requests.map(({ name, shape }) => [name, shape]));
    const counter = new RequestCounter();
    const requests: RandomRequest[] = [];
    const pass: Pass = {
      weight: (name) => tf.zeros([...shapes.get(name)!]),
      update: () => {},
      random: (layer, draw, shape) => {
        requests.push({ layer, before: counter.next(layer), draw, shape });
        return tf.ones([...shape]);
      },
    };
    tf.tidy(() => {
      this.#logits(tf.zeros([TRACED_BATCH, ...this.sampleShape]), pass, 'train');
    });
    return requests;
  }
}

const NO_SOFTMAX =
  "the network's last layer gives no distribution over the classes: end it with a softmax, such as " +
  'a dense layer with activation softmax';

/**
 * @param value a part of a topology
 * @throws TrainingError `bad-model` when it has a layer that tfjs could build but that cannot be trained
 */
function refuseUnsupported(value: Json): void {
  if (value === null || typeof value !== 'object') return;
  const { class_name: name, config } = value as Partial<LayerTopology>;
  const reason = UNSUPPORTED_LAYERS[name ?? ''];
  if (reason !== undefined) {
    throw badModel(`layer ${String(config?.['name'])} (${name}) cannot be trained: ${reason}`);
  }
  for (const each of Object.values(value)) refuseUnsupported(each as Json);
}

function networkWeights(
  model: TfjsLayer,
  requests: readonly WeightRequest[],
  own: readonly OwnInitializerPlace[],
): NetworkWeight[] {
  const trainable = new Set(model.trainableWeights.map(({ originalName }) => originalName));
  return requests.map((request) => {
    const { name, shape, constraint } = request;
    return {
      name,
      shape,
      kind: weightKind(request),
      trainable: trainable.has(name),
      initial: (seed, samples) => initialValue(request, own, seed, samples),
      constrain: constraint && ((value) => constraint.apply(value)),
    };
  });
}

/** Sizes that a network leaves open count as 1. */
function largestOutput(model: TfjsLayer): number {
  const shapes = allLayers(model).flatMap(({ layer }) =>
    (layer.inboundNodes ?? []).flatMap(({ outputShapes }) => outputShapes),
  );
  const sizes = shapes.map((shape) => shape.reduce<number>((size, each) => size * (each ?? 1), 1));
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}

/** @throws TrainingError `bad-model` when it is no classifier of one kind of samples, or holds what cannot be trained */
function checkModel(
  { inputs, outputs, layers }: tf.LayersModel,
  requests: readonly WeightRequest[],
) {
  if (inputs.length !== 1) throw badModel(`the network has ${inputs.length} inputs instead of one`);
  const { shape } = outputs[0]!;
  if (shape.length !== 2) {
    throw badModel(
      `the network gives [${shape.slice(1).join(', ')}] for a sample instead of a row of classes: flatten it, or ` +
        'pool it globally, before the last layer',
    );
  }
  const names = requests.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw badModel(
      `two weights have the name ${twice}: give the layers of nested networks other names`,
    );
  }
  for (const { layer } of allLayers({ layers } as unknown as TfjsLayer)) checkLayer(layer);
}

function checkLayer(layer: TfjsLayer): void {
  const named = `layer ${layer.name} (${layer.getClassName()})`;
  const { stateful } = layer as unknown as { stateful?: boolean };
  if (stateful) {
    throw badModel(
      `${named} is stateful, but samples come in another order in every epoch: turn it off`,
    );
  }
  for (const shape of layer.inboundNodes?.flatMap(({ outputShapes }) => outputShapes) ?? []) {
    if (!shape.some((size) => size !== null && size < 1)) continue;
    throw badModel(
      `${named} would give [${shape.slice(1).join(', ')}]: the samples are too small for so many layers that ` +
        'make them smaller',
    );
  }
}

function badModel(message: string): TrainingError {
  return new TrainingError('bad-model', message);
}
