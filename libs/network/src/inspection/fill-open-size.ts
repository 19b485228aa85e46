import { product } from '../parameters.ts';
import type { GraphLayer } from '../topology-layers.ts';
import type { LayerInput } from './layer-input.ts';

/**
 * A reshape with the size that it leaves open (-1, in tfjs' words null) as its input asks for it: layers behind it are
 * built from its sizes alone. Other layers are as they were, and so is a reshape whose sizes do not divide its input.
 */
export function fillOpenSize(layer: GraphLayer, [input]: readonly LayerInput[]): GraphLayer {
  const sizes = layer.config['target_shape'] as (number | null)[] | undefined;
  if (layer.class_name !== 'Reshape' || !sizes || !input) return layer;
  const isOpen = (size: number | null) => size === null || size === -1;
  const left = product(input.shape) / product(sizes.map((size) => (isOpen(size) ? 1 : size!)));
  if (sizes.filter(isOpen).length !== 1 || !Number.isInteger(left)) return layer;
  const filled = sizes.map((size) => (isOpen(size) ? left : size));
  return { ...layer, config: { ...layer.config, target_shape: filled } };
}
