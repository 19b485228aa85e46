import {
  type JsonObject,
  layersOf,
  type LayerTopology,
  type Topology,
  withoutFinalSoftmax,
} from '@chorus/network';
import { inspectNetwork } from '@chorus/network/inspection';
import { ExportError } from '../export-error.ts';
import type { MemberOutline } from '../outline.ts';
import {
  KerasGraph,
  type KerasObject,
  type KerasTensor,
  objectJson,
  referenceTo,
} from './keras-graph.ts';
import { kerasLayer } from './keras-layers.ts';
import { type MemberWeight, memberWeights, weightsWithin } from './member-weights.ts';
import { savedOrder } from './saved-order.ts';
import { type SavedWeight, weightPaths } from './weight-paths.ts';

/** A member as a model of Keras, from scaled samples to logits. */
export interface MemberModel {
  readonly model: KerasObject;
  /** Its weights, by their paths below that of the model. */
  readonly weights: readonly SavedWeight[];
}

/** A layer as topologies list it. */
type GraphLayer = ReturnType<typeof layersOf>[number];

/**
 * Makes a model of Keras 3 of a member.
 *
 * @throws ExportError that names the layer that Keras does not have, and the formats that hold it
 */
export async function memberModel(member: MemberOutline): Promise<MemberModel> {
  const topology = logitsTopology(member);
  const graph = new KerasGraph();
  const shapes = await shapesOf(topology);
  const made = new Map<string, KerasTensor>();
  const weights = memberWeights(member.files);
  const weightsOf = new Map<string, readonly SavedWeight[]>();
  for (const layer of layersOf(topology)) {
    const output = addLayer(graph, layer, { member: member.member, made, shapes });
    weightsOf.set(output.operation, layerWeights(layer, weights));
  }
  const [inputs, outputs] = ['input_layers', 'output_layers'].map((key) => {
    const [[name]] = topology.config[key] as unknown as [[string]];
    return made.get(name)!;
  }) as [KerasTensor, KerasTensor];
  const name = `member_${member.member}`;
  return {
    model: graph.model(name, referenceTo(inputs), referenceTo(outputs)),
    weights: weightPaths(savedOrder(graph, [outputs]), weightsOf),
  };
}

/** The member's network without its softmax. */
function logitsTopology({ member, files }: MemberOutline): Topology {
  const { modelTopology } = JSON.parse(new TextDecoder().decode(files.topology)) as {
    modelTopology: Topology;
  };
  const logits = withoutFinalSoftmax(modelTopology);
  if (logits && Array.isArray(logits.config['input_layers'])) return logits;
  throw new ExportError(
    `keras cannot hold member ${member}: its model.json has no graph of layers; use --format savedmodel, tfjs or onnx`,
  );
}

async function shapesOf(topology: Topology): Promise<ReadonlyMap<string, KerasTensor['shape']>> {
  const { layers } = await inspectNetwork(topology);
  return new Map(layers.map(({ name, outputShape }) => [name, [null, ...outputShape]]));
}

interface Place {
  readonly member: number;
  /** What layers have given so far, by their names in the topology. */
  readonly made: Map<string, KerasTensor>;
  readonly shapes: ReadonlyMap<string, KerasTensor['shape']>;
}

/** Adds a layer, with all calls of it. @returns what its first call gives */
function addLayer(graph: KerasGraph, layer: GraphLayer, place: Place): KerasTensor {
  const { class_name: className, config, inbound_nodes: calls } = layer;
  const name = String(config['name']);
  const { made, shapes } = place;
  if (className === 'InputLayer') {
    const shape = config['batch_input_shape'] as KerasTensor['shape'];
    const input = graph.input(name, shape, 'float32');
    made.set(name, input);
    return input;
  }
  const object = { module: 'keras.layers', ...layerOf(layer, place.member) };
  const [first, ...others] = calls.map((inputs) => {
    const tensors = inputs.map(([from, node]) => ({ ...made.get(from)!, node }));
    return MERGING.has(className) ? [tensors] : [tensors[0]!];
  });
  const output = graph.add(object, name, first!, { shape: shapes.get(name)! });
  for (const given of others) graph.call(output, given);
  made.set(name, output);
  return output;
}

const MERGING: ReadonlySet<string> = new Set([
  ...['Add', 'Average', 'Concatenate', 'Dot', 'Maximum', 'Minimum', 'Multiply'],
]);

/** The layer, and the one that it holds, in Keras. */
function layerOf({ class_name, config }: LayerTopology, member: number) {
  const found = kerasLayer(class_name, config);
  if (typeof found === 'string') {
    throw new ExportError(
      `keras cannot hold layer ${String(config['name'])} (${class_name}) of member ${member}: ${found}; use --format savedmodel, tfjs or onnx`,
    );
  }
  const inner = config['layer'] as unknown as LayerTopology | undefined;
  if (!inner) return found;
  const held = { module: 'keras.layers', ...layerOf(inner, member) };
  const layer = objectJson({ ...held, config: { ...held.config, name: inner.config['name']! } });
  return { ...found, config: { ...found.config, layer } as JsonObject };
}

/** A layer's weights, by their paths below that of the layer. */
function layerWeights(
  { class_name: className, config }: LayerTopology,
  weights: readonly MemberWeight[],
): SavedWeight[] {
  const name = String(config['name']);
  const inner = config['layer'] as unknown as LayerTopology | undefined;
  if (className === 'Bidirectional') {
    const own = String(inner!.config['name']);
    return (['forward', 'backward'] as const).flatMap((way) =>
      numbered(`${way}_layer/cell`, weightsWithin(weights, `${name}/${way}_${own}`)),
    );
  }
  const held = inner ? 'layer/' : '';
  const cell = RECURRENT.has((inner ?? { class_name: className }).class_name) ? 'cell/' : '';
  return numbered(`${held}${cell}`.replace(/\/$/, ''), weightsWithin(weights, name));
}

const RECURRENT: ReadonlySet<string> = new Set(['ConvLSTM2D', 'GRU', 'LSTM', 'SimpleRNN']);

function numbered(path: string, weights: readonly MemberWeight[]): SavedWeight[] {
  return weights.map(({ shape, values }, index) => {
    return { path: [path, 'vars', index].filter((part) => part !== '').join('/'), shape, values };
  });
}
