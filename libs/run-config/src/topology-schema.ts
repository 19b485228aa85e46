import { ChorusError } from '@chorus/errors';
import { layersOf, type Topology } from '@chorus/network';
import { z } from 'zod';

/** More than the deepest networks have; each of their layers has some hundred bytes of settings. */
const MOST_LAYERS = 5000;
/** A message to the coordinator has room for it, the rest of the configuration, and a half for the future. */
const MOST_CHARS = 1024 * 1024;

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
      layers: z.array(layerSchema).min(2),
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
  .superRefine((topology, context) => {
    const message = tooLarge(topology as unknown as Topology);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** What is said of a network that is too large to be sent; undefined: it is not. */
function tooLarge(topology: Topology): string | undefined {
  const [layers, characters] = [layersOf(topology).length, JSON.stringify(topology).length];
  if (layers <= MOST_LAYERS && characters <= MOST_CHARS) return undefined;
  return (
    `the network has ${layers} layers, whose settings are ${characters} characters of JSON, and at most ` +
    `${MOST_LAYERS} layers of ${MOST_CHARS} characters can be sent: make it of fewer layers`
  );
}

/**
 * Refuses a network that cannot be sent.
 *
 * @param place the beginning of a line about the network
 * @throws ChorusError `invalid`, with its size and the limits
 */
export function checkTopologySize(topology: Topology, place: string): void {
  const message = tooLarge(topology);
  if (message !== undefined) throw new ChorusError('invalid', `${place}: ${message}`);
}

/** A network as it travels: a graph of layers with one input and one output. */
export const topologySchema = graphSchema as unknown as z.ZodType<Topology>;
