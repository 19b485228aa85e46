import type { LayerTopology, Topology } from './topology.ts';

/** The layers of a network, in its order. */
export function layersOf({ config }: Topology): readonly LayerTopology[] {
  return config['layers'] as unknown as readonly LayerTopology[];
}

/** The layer of this name. */
export function layerNamed(topology: Topology, name: string): LayerTopology {
  return layersOf(topology).find(({ config }) => config['name'] === name)!;
}

/** The name of the layer that gives the network's result. */
export function outputOf({ config }: Topology): string {
  const [[name]] = config['output_layers'] as unknown as [[string]];
  return name;
}
