/**
 * Networks as tfjs builds them, layer by layer, to tell their shapes, or which layer does not fit. tfjs is in plain
 * JavaScript here, and loaded when this file is: who submits a run loads it, coordinators do not.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { nameInConfiguration } from '../layer-names.ts';
import { NetworkMistake } from '../network-mistake.ts';
import { layersOf, nameOf, type GraphLayer } from '../topology-layers.ts';
import type { Json, JsonObject, LayerTopology, Topology } from '../topology.ts';
import { checkInitializers } from './check-initializers.ts';
import { describeMisfit } from './describe-misfit.ts';
import { fillOpenSize } from './fill-open-size.ts';
import type { LayerInput } from './layer-input.ts';
import { product } from '../parameters.ts';
import { operationsOf } from './operations.ts';

/** A weight of a network. */
export interface WeightFacts {
  /** Layer and weight: `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether it is trained: not where its layer is frozen, or where it has no gradient. */
  readonly trainable: boolean;
}

/** A layer of a network, as a summary lists it. */
export interface LayerFacts {
  readonly name: string;
  /** The name of its class in Keras. */
  readonly className: string;
  /** The shape of what it makes of one sample. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
  /** Multiplications with additions for one sample; see {@link operationsOf}. */
  readonly operations: number;
  /** The layers that it takes its inputs from. */
  readonly inputs: readonly string[];
}

/** What is known of a network that has been built. */
export interface NetworkFacts {
  readonly name: string;
  /** The network with all sizes that its input settles. */
  readonly topology: Topology;
  readonly layers: readonly LayerFacts[];
  readonly weights: readonly WeightFacts[];
  /** The shape of what it makes of one sample. */
  readonly outputShape: readonly number[];
}

/**
 * Builds a network.
 *
 * @throws NetworkMistake that names the layer whose inputs do not fit, with what it takes and what was found
 */
export async function inspectNetwork(topology: Topology): Promise<NetworkFacts> {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
  const layers = layersOf(topology);
  const [[input]] = topology.config['input_layers'] as unknown as [[string]];
  const shapes = new Map<string, readonly number[]>();
  const facts: LayerFacts[] = [];
  const weights: WeightFacts[] = [];
  const filled = new Map(layers.map((layer) => [nameOf(layer), layer]));
  for (const [written, node] of inOrder(layers)) {
    const name = nameOf(written);
    const calls = written.inbound_nodes[node] ?? [];
    const inputs = calls.map(([from, of]) => ({ from, shape: shapes.get(`${from}/${of}`)! }));
    const layer = node > 0 ? filled.get(name)! : fillOpenSize(written, inputs);
    filled.set(name, layer);
    const built = await buildLayer(layer, inputs);
    shapes.set(`${name}/${node}`, built.outputShape);
    if (node > 0) continue;
    checkInitializers(layer, inputs, shapes.get(`${input}/0`)!);
    weights.push(...built.weights);
    facts.push(factsOf(layer, inputs, built));
  }
  const [[output, node]] = topology.config['output_layers'] as unknown as [[string, number]];
  const outputShape = shapes.get(`${output}/${node}`)!;
  return {
    name: String(topology.config['name']),
    topology: withFilled(topology, filled),
    layers: facts,
    weights,
    outputShape,
  };
}

function withFilled(
  { class_name, config }: Topology,
  filled: ReadonlyMap<string, GraphLayer>,
): Topology {
  const layers = [...filled.values()] as unknown as JsonObject[];
  return { class_name, config: { ...config, layers } };
}

/** Layers, and which of their calls: each after those that it takes its inputs from. */
function inOrder(layers: readonly GraphLayer[]): [layer: GraphLayer, node: number][] {
  const ordered: [GraphLayer, number][] = [];
  const done = new Set<string>();
  let waiting = layers.flatMap((layer) =>
    Array.from({ length: Math.max(1, layer.inbound_nodes.length) }, (_, node) => [layer, node]),
  ) as [GraphLayer, number][];
  while (waiting.length > 0) {
    const before = waiting.length;
    waiting = waiting.filter(([layer, node]) => {
      const inputs = layer.inbound_nodes[node] ?? [];
      if (!inputs.every(([from, of]) => done.has(`${from}/${of}`))) return true;
      ordered.push([layer, node]);
      done.add(`${nameOf(layer)}/${node}`);
      return false;
    });
    if (waiting.length === before) {
      const [[layer]] = waiting as [[GraphLayer, number]];
      throw new NetworkMistake(`layer '${nameOf(layer)}' waits for itself`);
    }
  }
  return ordered;
}

interface Built {
  readonly outputShape: readonly number[];
  readonly weights: readonly WeightFacts[];
}

/** Builds a network of this one layer. */
async function buildLayer(layer: GraphLayer, inputs: readonly LayerInput[]): Promise<Built> {
  if (layer.class_name === 'InputLayer') {
    const [, ...outputShape] = layer.config['batch_input_shape'] as number[];
    return { outputShape, weights: [] };
  }
  const name = nameOf(layer);
  let model: LayersModel | undefined;
  try {
    model = await loadLayersModel({ load: async () => ({ modelTopology: alone(layer, inputs) }) });
    const outputShape = (model.outputShape as (number | null)[]).slice(1);
    if (!outputShape.every((size) => Number.isSafeInteger(size) && size! > 0)) {
      throw new Error(`nothing is left of them: it would give [${outputShape.join(', ')}]`);
    }
    if (
      layer.class_name === 'Reshape' &&
      product(outputShape as number[]) !== product(inputs[0]!.shape)
    ) {
      throw new Error(`[${outputShape.join(', ')}] has another number of values`);
    }
    const weights = model.weights.map(({ originalName, shape, trainable }) => ({
      name: originalName,
      shape: shape as number[],
      trainable: trainable && layer.config['trainable'] !== false,
    }));
    return { outputShape: outputShape as number[], weights };
  } catch (error) {
    throw new NetworkMistake(
      `layer '${name}' (${nameInConfiguration(layer.class_name)}) ` +
        describeMisfit(layer, inputs, error as Error),
      ['layers', name],
    );
  } finally {
    model?.dispose();
  }
}

/** The topology of a network of one layer, whose values nobody asks for. */
function alone({ class_name, config }: GraphLayer, inputs: readonly LayerInput[]): object {
  const name = config['name']!;
  const sources = inputs.map(({ shape }, index) => ({
    class_name: 'InputLayer',
    name: `input${index}`,
    config: {
      batch_input_shape: [null, ...shape],
      dtype: 'float32',
      sparse: false,
      name: `input${index}`,
    },
    inbound_nodes: [],
  }));
  const nodes = sources.map((source) => [source.name, 0, 0, {}]);
  const layer = { class_name, name, config: withZeros(config), inbound_nodes: [nodes] };
  return {
    class_name: 'Model',
    config: {
      name: 'alone',
      layers: [...sources, layer],
      input_layers: sources.map((source) => [source.name, 0, 0]),
      output_layers: [[name, 0, 0]],
    },
  };
}

/** The configuration with zeros for initial weights: to draw them takes time. */
function withZeros(config: JsonObject): JsonObject {
  const entries = Object.entries(config).map(([key, value]): [string, Json] => {
    if (key.endsWith('_initializer')) return [key, { class_name: 'Zeros', config: {} }];
    if (key !== 'layer') return [key, value];
    const wrapped = value as unknown as LayerTopology;
    return [key, { ...wrapped, config: withZeros(wrapped.config) }];
  });
  return Object.fromEntries(entries);
}

function factsOf(
  layer: GraphLayer,
  inputs: readonly LayerInput[],
  { outputShape, weights }: Built,
): LayerFacts {
  const inputShape = inputs[0]?.shape ?? [];
  return {
    name: nameOf(layer),
    className: layer.class_name,
    outputShape,
    parameters: weights.reduce((sum, { shape }) => sum + product(shape), 0),
    operations: operationsOf({ layer, inputShape, outputShape, weights }),
    inputs: inputs.map(({ from }) => from),
  };
}
