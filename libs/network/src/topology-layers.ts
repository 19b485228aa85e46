import type { JsonObject, LayerTopology, Topology } from './topology.ts';

export type { JsonObject, LayerTopology, Topology };

/** What a layer takes: the output of another one, when that was called for the first time (0), or again. */
export type InputReference = readonly [layer: string, node: number, output: number, kwargs: object];

/** A layer in its place: what it takes, each time that it is called. */
export interface GraphLayer extends LayerTopology {
  readonly inbound_nodes: readonly (readonly InputReference[])[];
}

/** The layers of a network, in its order. */
export function layersOf({ config }: Topology): readonly GraphLayer[] {
  return config['layers'] as unknown as readonly GraphLayer[];
}

/** The layer's name, which no other layer of its network has. */
export function nameOf({ config }: LayerTopology): string {
  return String(config['name']);
}

/** The layer of this name. */
export function layerNamed(topology: Topology, name: string): GraphLayer {
  return layersOf(topology).find((layer) => nameOf(layer) === name)!;
}

/** The name of the layer that gives the network's result. */
export function outputOf({ config }: Topology): string {
  const [[name]] = config['output_layers'] as unknown as [[string]];
  return name;
}

/** The network with other layers, of which the one of this name gives its result. */
export function withLayers(
  { class_name, config }: Topology,
  layers: readonly GraphLayer[],
  output: string,
): Topology {
  const changed = { layers: layers as unknown as JsonObject[], output_layers: [[output, 0, 0]] };
  return { class_name, config: { ...config, ...changed } };
}
