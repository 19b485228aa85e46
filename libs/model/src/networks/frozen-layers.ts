import type { Json, LayerTopology, Topology } from '@chorus/network';
import { allLayers } from './all-layers.ts';
import type { TfjsLayer } from './tfjs-layers.ts';

/**
 * Has layers not be trainable that a topology says so of. tfjs does it for plain layers, but not for those within others: in a
 * nested network, or one that is told of at each place of a sequence or in both directions.
 */
export function freezeLayers(model: TfjsLayer, topology: Topology): void {
  const frozen = frozenNames(topology.config, false);
  for (const { layer, key } of allLayers(model)) {
    if (frozen.has(key.split('/')[0]!)) layer.trainable = false;
  }
}

/**
 * The names of all layers that are not trainable.
 *
 * @param within whether what the value is a part of is not
 */
function frozenNames(value: Json, within: boolean): Set<string> {
  if (value === null || typeof value !== 'object') return new Set();
  const { class_name: className, config } = value as Partial<LayerTopology>;
  const isLayer = className !== undefined && typeof config?.['name'] === 'string';
  const frozen = within || (isLayer && config['trainable'] === false);
  const inner = Object.values(value).flatMap((each) => [...frozenNames(each as Json, frozen)]);
  return new Set(isLayer && frozen ? [...inner, config['name'] as string] : inner);
}
