import { baseNameOf } from './layer-names.ts';
import { NetworkMistake } from './network-mistake.ts';
import type { Json, JsonObject, Topology } from './topology.ts';

/** What a layer is before it has a name. */
export interface NamelessLayer {
  readonly className: string;
  readonly config: JsonObject;
  readonly trainable: boolean;
}

/** What a layer gives when it is called for the first time (node 0), or again, on other inputs. */
export interface LayerOutput {
  readonly layer: string;
  readonly node: number;
}

/** A network that is put together layer by layer, in an order in which each layer's inputs stand before it. */
export class GraphBuilder {
  /** The samples: what the input layer gives. */
  readonly input: LayerOutput;
  /** The shape of a sample, without the batch. */
  readonly sampleShape: readonly number[];
  readonly #layers = new Map<string, { readonly layer: JsonObject; readonly nodes: Json[] }>();

  constructor(sampleShape: readonly number[]) {
    this.sampleShape = sampleShape;
    const layer = sampleShape.length === 3 ? 'images' : 'samples';
    const config = {
      batch_input_shape: [null, ...sampleShape],
      dtype: 'float32',
      sparse: false,
    };
    this.#append(layer, 'InputLayer', config, []);
    this.input = { layer, node: 0 };
  }

  /**
   * Adds a layer.
   *
   * @param inputs what it takes
   * @param name what it is to be called; by default as Keras would call it
   * @returns what it gives
   * @throws NetworkMistake when another layer has the name
   */
  add(
    { className, config, trainable }: NamelessLayer,
    inputs: readonly LayerOutput[],
    name = this.freeName(baseNameOf(className)),
  ): LayerOutput {
    if (this.#layers.has(name)) {
      throw new NetworkMistake(`another layer has the name '${name}'`, ['name']);
    }
    this.#append(name, className, { ...config, trainable }, [nodeOf(inputs)]);
    return { layer: name, node: 0 };
  }

  /** Calls a layer, which was added, on other inputs with the same weights. */
  callAgain(layer: string, inputs: readonly LayerOutput[]): LayerOutput {
    const { nodes } = this.#layers.get(layer)!;
    return { layer, node: nodes.push(nodeOf(inputs)) - 1 };
  }

  /** A name that no layer has: this one, or with a number behind it. */
  freeName(base: string): string {
    for (let number = 0; ; number++) {
      const name = number === 0 ? base : `${base}_${number}`;
      if (!this.#layers.has(name)) return name;
    }
  }

  /** The network that gives this. */
  finish(name: string, output: LayerOutput): Topology {
    const layers = [...this.#layers.values()].map(({ layer, nodes }) => ({
      ...layer,
      inbound_nodes: nodes,
    }));
    const [input_layers, output_layers] = [[place(this.input)], [place(output)]];
    return { class_name: 'Model', config: { name, layers, input_layers, output_layers } };
  }

  #append(name: string, class_name: string, config: JsonObject, nodes: Json[]): void {
    const layer = { name, class_name, config: { ...config, name } };
    this.#layers.set(name, { layer, nodes });
  }
}

function nodeOf(inputs: readonly LayerOutput[]): Json {
  return inputs.map((input) => [...place(input), {}]);
}

/** As Keras names an output: layer, node, and which of the layer's outputs. */
function place({ layer, node }: LayerOutput): [layer: string, node: number, output: number] {
  return [layer, node, 0];
}
