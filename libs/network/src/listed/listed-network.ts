import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readLayers, type LayersFor } from '../read-layers.ts';
import type { Topology } from '../topology.ts';

/** The networks that are a list of layers in a file of this folder. */
export const LISTED_NETWORKS = ['quick'] as const;

/** The network of that name, for samples of a shape. */
export function listedNetwork(
  name: (typeof LISTED_NETWORKS)[number],
  samples: Omit<LayersFor, 'name'>,
): Topology {
  const text = readFileSync(new URL(`${name}.yaml`, import.meta.url), 'utf8');
  return readLayers(parse(text), { name, ...samples }).topology;
}
