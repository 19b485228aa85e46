/** What may be changed of a model that is read from a file. */
import { nearest } from '@chorus/errors/nearest';
import { LAYER_KINDS } from './layer-kinds.ts';
import { NetworkMistake } from './network-mistake.ts';
import { readLayer } from './read-layer.ts';
import {
  layerNamed,
  layersOf,
  nameOf,
  outputOf,
  withLayers,
  type GraphLayer,
  type InputReference,
} from './topology-layers.ts';
import type { JsonObject, Topology } from './topology.ts';

/** The network with a softmax for the activation of its last layer, or behind it, where it has none. */
export function withSoftmax(topology: Topology): Topology {
  const name = outputOf(topology);
  const { class_name } = layerNamed(topology, name);
  if ('activation' in LAYER_KINDS[class_name]!.fields) {
    return changed(topology, (layer) => nameOf(layer) === name, { activation: 'softmax' });
  }
  const layers = layersOf(topology);
  return appended(topology, layers, 'Softmax', {}, [name, 0, 0, {}]);
}

/**
 * The network with another last dense layer, for so many classes; what there was behind the dense layer is left out.
 *
 * @returns with the name of the new layer, which has no weights yet
 * @throws NetworkMistake when it does not end with a dense layer
 */
export function withFreshHead(
  topology: Topology,
  classes: number,
): { readonly topology: Topology; readonly head: string } {
  const [head, behind] = headOf(topology);
  const kept = layersOf(topology).filter((layer) => layer !== head && !behind.includes(layer));
  const input = head.inbound_nodes[0]![0]!;
  const fields = { units: classes, activation: 'softmax' };
  const fresh = appended(topology, kept, 'Dense', fields, input);
  return { topology: fresh, head: outputOf(fresh) };
}

/**
 * The network with layers that are not trained.
 *
 * @param patterns names of layers, or of models that they were in, in which `*` stands for any letters
 * @param origins the layers' names in the model, by their names
 * @throws NetworkMistake for a pattern that no layer has
 */
export function withFrozen(
  topology: Topology,
  patterns: readonly string[],
  origins: ReadonlyMap<string, string>,
): Topology {
  const frozen = new Set(patterns.flatMap((pattern) => layersLike(pattern, origins)));
  return changed(topology, (layer) => frozen.has(nameOf(layer)), { trainable: false });
}

function layersLike(pattern: string, origins: ReadonlyMap<string, string>): string[] {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const matcher = new RegExp(`^${escaped}(/.*)?$`);
  const found = [...origins].filter(([name, origin]) => matcher.test(origin) || matcher.test(name));
  if (found.length > 0) return found.map(([name]) => name);
  const names = [...new Set([...origins.values()].flatMap(withModels))];
  const guess = nearest(pattern, names);
  const remedy = guess ? `did you mean '${guess}'?` : `its layers are ${names.join(', ')}`;
  throw new NetworkMistake(`the model has no layer '${pattern}': ${remedy}`);
}

/** `body/conv`: also `body`. */
function withModels(origin: string): string[] {
  const parts = origin.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The last dense layer, and the layers behind it. */
function headOf(topology: Topology): [head: GraphLayer, behind: GraphLayer[]] {
  const behind: GraphLayer[] = [];
  let layer = layerNamed(topology, outputOf(topology));
  while (layer.class_name !== 'Dense') {
    behind.push(layer);
    const [[[from] = []] = []] = layer.inbound_nodes as readonly InputReference[][];
    if (from === undefined || !BEHIND_HEADS.includes(layer.class_name)) {
      throw new NetworkMistake(
        `the model ends with '${nameOf(layer)}', and a fresh head takes the place of a dense layer`,
      );
    }
    layer = layerNamed(topology, from);
  }
  return [layer, behind];
}

const BEHIND_HEADS = ['Activation', 'Softmax', 'Dropout'];

/** The network of these layers, and one more that gives its result. */
function appended(
  topology: Topology,
  layers: readonly GraphLayer[],
  class_name: string,
  fields: Readonly<Record<string, unknown>>,
  input: InputReference,
): Topology {
  const { config, trainable } = readLayer(class_name, fields);
  const names = layersOf(topology).map(nameOf);
  const numbers = Array.from({ length: names.length + 1 }, (_, number) => number);
  const name = numbers
    .map((number) => `head${number || ''}`)
    .find((each) => !names.includes(each))!;
  const layer = { name, class_name, config: { ...config, trainable, name } };
  return withLayers(topology, [...layers, { ...layer, inbound_nodes: [[input]] }], name);
}

function changed(
  topology: Topology,
  isMeant: (layer: GraphLayer) => boolean,
  settings: JsonObject,
): Topology {
  const layers = layersOf(topology).map((layer) =>
    isMeant(layer) ? { ...layer, config: { ...layer.config, ...settings } } : layer,
  );
  return withLayers(topology, layers, outputOf(topology));
}
