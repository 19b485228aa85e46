import type { Topology } from '@chorus/network';
import { z } from 'zod';

/** More than the deepest networks have; each of their layers has some hundred bytes of settings. */
const MOST_LAYERS = 5000;
const MOST_CONFIG_CHARS = 1024 * 1024;

const layerOutput = z.tuple([z.string(), z.int().min(0), z.literal(0)]);

const layerSchema = z.strictObject({
  name: z.string().min(1),
  class_name: z.string().min(1),
  config: z.looseObject({ name: z.string().min(1) }),
  inbound_nodes: z.array(
    z.array(z.tuple([z.string(), z.int().min(0), z.literal(0), z.strictObject({})])).min(1),
  ),
});

const graphSchema = z
  .strictObject({
    class_name: z.literal('Model'),
    config: z.strictObject({
      name: z.string().min(1),
      layers: z.array(layerSchema).min(2).max(MOST_LAYERS),
      input_layers: z.tuple([layerOutput]),
      output_layers: z.tuple([layerOutput]),
    }),
  })
  .refine(({ config: { layers, input_layers, output_layers } }) => {
    const names = new Set(layers.map(({ name }) => name));
    const used = layers.flatMap(({ inbound_nodes }) => inbound_nodes.flat());
    const ends = [...input_layers, ...output_layers];
    return (
      names.size === layers.length &&
      [...used, ...ends].every(([name]) => names.has(name)) &&
      layers.every(({ name, config }) => config.name === name)
    );
  })
  .refine((topology) => JSON.stringify(topology).length <= MOST_CONFIG_CHARS);

/** A network as it travels: a graph of layers with one input and one output. */
export const topologySchema = graphSchema as unknown as z.ZodType<Topology>;
