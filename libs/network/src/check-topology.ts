import { layersOf, layerNamed, outputOf } from './topology-layers.ts';
import type { Topology } from './topology.ts';

/**
 * What shows, without building it, that a network is not for this data.
 *
 * @returns one line, or undefined
 */
export function misfitOf(
  topology: Topology,
  sampleShape: readonly number[],
  classes: number,
): string | undefined {
  const inputs = layersOf(topology).filter(({ class_name }) => class_name === 'InputLayer');
  const [, ...takes] = (inputs[0]?.config['batch_input_shape'] ?? []) as number[];
  if (inputs.length !== 1) return `it has ${inputs.length} input layers, and must have one`;
  if (String(takes) !== String(sampleShape)) {
    const data = `the samples of this dataset are [${sampleShape.join(', ')}]`;
    return `it takes samples of [${takes.join(', ')}], and ${data}`;
  }
  const { units = classes } = layerNamed(topology, outputOf(topology)).config;
  if (units === classes) return undefined;
  return `it gives ${String(units)} values, and the data has ${classes} classes`;
}
