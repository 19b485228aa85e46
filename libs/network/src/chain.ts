import type { JsonObject, LayerTopology, Topology } from './topology.ts';

/** A layer of a chain: its name, its class of Keras, and its settings. */
export function layer(name: string, className: string, config: JsonObject): LayerTopology {
  return { class_name: className, config: { ...config, name, trainable: true } };
}

/**
 * A network of layers, each of which takes what the one before it gives.
 *
 * @param input the name of the input layer, and the shape of a sample
 */
export function chain(
  name: string,
  input: { readonly name: string; readonly shape: readonly number[] },
  layers: readonly LayerTopology[],
): Topology {
  const first = {
    class_name: 'InputLayer',
    config: {
      batch_input_shape: [null, ...input.shape],
      dtype: 'float32',
      sparse: false,
      name: input.name,
    },
  };
  const all: readonly LayerTopology[] = [first, ...layers];
  const names = all.map(({ config }) => config['name'] as string);
  return {
    class_name: 'Model',
    config: {
      name,
      layers: all.map(({ class_name, config }, index) => ({
        name: names[index]!,
        class_name,
        config,
        inbound_nodes: index === 0 ? [] : [[[names[index - 1]!, 0, 0, {}]]],
      })),
      input_layers: [[input.name, 0, 0]],
      output_layers: [[names.at(-1)!, 0, 0]],
    },
  };
}
