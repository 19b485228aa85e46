import { baseNameOf } from './layer-names.ts';
import { NetworkMistake } from './network-mistake.ts';
import type { Json, JsonObject, Topology } from './topology.ts';

/** What a layer is before it has a name. */
export interface NamelessLayer {
  readonly className: string;
  readonly config: JsonObject;
  readonly trainable: boolean;
}

/** A network that is put together layer by layer, in an order in which each layer's inputs stand before it. */
export class GraphBuilder {
  readonly #input: string;
  readonly #layers: JsonObject[] = [];
  readonly #names = new Set<string>();

  /** @param sampleShape the shape of a sample, without the batch */
  constructor(sampleShape: readonly number[]) {
    this.#input = sampleShape.length === 3 ? 'images' : 'samples';
    const config = {
      batch_input_shape: [null, ...sampleShape],
      dtype: 'float32',
      sparse: false,
    };
    this.#append(this.#input, 'InputLayer', config, []);
  }

  /** The name of the input layer. */
  get input(): string {
    return this.#input;
  }

  /**
   * Adds a layer.
   *
   * @param inputs the names of the layers whose outputs it takes
   * @param name what it is to be called; by default as Keras would call it
   * @returns its name
   * @throws NetworkMistake when another layer has the name
   */
  add(
    { className, config, trainable }: NamelessLayer,
    inputs: readonly string[],
    name = this.#freeName(baseNameOf(className)),
  ): string {
    if (this.#names.has(name)) {
      throw new NetworkMistake(`another layer has the name '${name}'`, ['name']);
    }
    const nodes = inputs.map((input) => [input, 0, 0, {}]);
    this.#append(name, className, { ...config, trainable }, [nodes]);
    return name;
  }

  /** The network that gives what this layer gives. */
  finish(name: string, output: string): Topology {
    const [input_layers, output_layers] = [[[this.#input, 0, 0]], [[output, 0, 0]]];
    const config = { name, layers: this.#layers, input_layers, output_layers };
    return { class_name: 'Model', config };
  }

  #append(name: string, class_name: string, config: JsonObject, inbound_nodes: Json): void {
    this.#names.add(name);
    this.#layers.push({ name, class_name, config: { ...config, name }, inbound_nodes });
  }

  #freeName(base: string): string {
    for (let number = 0; ; number++) {
      const name = number === 0 ? base : `${base}_${number}`;
      if (!this.#names.has(name)) return name;
    }
  }
}
