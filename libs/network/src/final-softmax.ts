import type { Json, JsonObject, LayerTopology, Topology } from './topology.ts';

/**
 * The same network with logits as its outputs: without the softmax that its last layer ends with, which is one of a
 * layer's `activation`, an `Activation` layer or a `Softmax` layer, also at the end of a nested network.
 *
 * @returns undefined when it does not end with a softmax, or another layer takes the last one's outputs as well
 */
export function withoutFinalSoftmax(topology: Topology): Topology | undefined {
  const { class_name, config } = topology;
  const layers = (config['layers'] ?? []) as readonly (LayerTopology & JsonObject)[];
  const last = lastLayer(topology);
  if (last === undefined || isUsed(last, layers)) return undefined;
  const changed = layerWithoutSoftmax(last);
  if (changed === undefined) return undefined;
  const all = layers.map((each) => (each === last ? { ...last, ...changed } : each));
  return { class_name, config: { ...config, layers: all as unknown as Json } };
}

/** The layer whose outputs are the network's. */
function lastLayer({ class_name, config }: Topology): (LayerTopology & JsonObject) | undefined {
  const layers = (config['layers'] ?? []) as readonly (LayerTopology & JsonObject)[];
  if (class_name === 'Sequential') return layers.at(-1);
  const outputs = (config['output_layers'] ?? []) as readonly (readonly [string, ...Json[]])[];
  if (outputs.length !== 1) return undefined;
  return layers.find(({ name }) => name === outputs[0]![0]);
}

/** Whether the layer is used more than once, or its outputs are another layer's inputs. */
function isUsed(layer: JsonObject, layers: readonly JsonObject[]): boolean {
  const nodes = (layer['inbound_nodes'] ?? []) as readonly Json[];
  if (nodes.length > 1) return true;
  const inputs = layers.flatMap(({ inbound_nodes = [] }) =>
    (inbound_nodes as readonly (readonly (readonly [string])[])[]).flat(),
  );
  return inputs.some(([name]) => name === layer['name']);
}

function layerWithoutSoftmax(layer: LayerTopology): LayerTopology | undefined {
  const { class_name, config } = layer;
  if (class_name === 'Softmax') {
    const { name = '', trainable = true } = config;
    return { class_name: 'Activation', config: { activation: 'linear', name, trainable } };
  }
  if (config['activation'] === 'softmax') {
    return { class_name, config: { ...config, activation: 'linear' } };
  }
  return config['layers'] === undefined ? undefined : withoutFinalSoftmax(layer);
}
