import type { Json, JsonObject } from '@chorus/network';

/** What an operation gives when it is called for the first time (node 0), or again. */
export interface KerasTensor {
  readonly operation: string;
  readonly node: number;
  /** Sizes; null: the batch. */
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
}

/** What an operation is called with. */
export type KerasArgument = KerasTensor | readonly KerasTensor[] | number;

/** Which class of Keras an operation is, and with what it is made. */
export interface KerasObject {
  readonly module: string;
  readonly className: string;
  /** The name of the class where Keras registers it; layers have none. */
  readonly registeredName?: string;
  readonly config: JsonObject;
}

/** A layer, an operation or a model in its place, with all calls of it. */
export interface KerasOperation extends KerasObject {
  readonly name: string;
  readonly calls: (readonly KerasArgument[])[];
}

/** What a new operation gives. */
export interface KerasOutput {
  readonly shape: KerasTensor['shape'];
  readonly dtype?: string;
}

/** Collects the operations of a functional model of Keras 3. */
export class KerasGraph {
  readonly operations: KerasOperation[] = [];
  readonly #names = new Set<string>();

  input(name: string, shape: KerasTensor['shape'], dtype: string): KerasTensor {
    const unique = this.#unique(name);
    const config = { batch_shape: shape, dtype, sparse: false, ragged: false, name: unique };
    const layer = { module: 'keras.layers', className: 'InputLayer', config };
    this.operations.push({ ...layer, name: unique, calls: [] });
    return { operation: unique, node: 0, shape, dtype };
  }

  /** Adds a layer of Keras, called once. */
  layer(
    className: string,
    name: string,
    config: JsonObject,
    argument: KerasArgument,
    { shape, dtype = 'float32' }: KerasOutput,
  ): KerasTensor {
    const settings = { trainable: true, dtype: 'float32', ...config };
    const object = { module: 'keras.layers', className, config: settings };
    return this.add(object, name, [argument], { shape, dtype });
  }

  /** Adds an operation of `keras.ops`, called once. */
  operation(
    room: 'core' | 'nn' | 'numpy',
    className: string,
    name: string,
    config: JsonObject,
    given: readonly KerasArgument[],
    output: KerasOutput,
  ): KerasTensor {
    const module = `keras.src.ops.${room}`;
    return this.add({ module, className, registeredName: className, config }, name, given, output);
  }

  /** Adds anything, under a name of its own, called once. */
  add(
    object: KerasObject,
    name: string,
    given: readonly KerasArgument[],
    { shape, dtype = 'float32' }: KerasOutput,
  ): KerasTensor {
    const unique = this.#unique(name);
    const config = { ...object.config, name: unique };
    this.operations.push({ ...object, config, name: unique, calls: [given] });
    return { operation: unique, node: 0, shape, dtype };
  }

  /** Calls an operation again. */
  call(called: KerasTensor, given: readonly KerasArgument[]): KerasTensor {
    const operation = this.operations.find(({ name }) => name === called.operation)!;
    return { ...called, node: operation.calls.push(given) - 1 };
  }

  /** The model, as Keras keeps one. */
  model(name: string, inputs: Json, outputs: Json): KerasObject {
    const config = {
      name,
      trainable: true,
      layers: this.operations.map(operationJson),
      input_layers: inputs,
      output_layers: outputs,
    };
    return {
      module: 'keras.src.models.functional',
      className: 'Functional',
      registeredName: 'Functional',
      config,
    };
  }

  #unique(wish: string): string {
    const plain = wish.replaceAll('/', '_'); // Keras builds paths of names
    let name = plain;
    for (let number = 1; this.#names.has(name); number++) name = `${plain}_${number}`;
    this.#names.add(name);
    return name;
  }
}

/** A tensor as models list their inputs and outputs. */
export function referenceTo({ operation, node }: KerasTensor): Json {
  return [operation, node, 0];
}

/** A layer, an operation or a model as Keras writes it. */
export function objectJson({ module, className, registeredName, config }: KerasObject) {
  return { module, class_name: className, config, registered_name: registeredName ?? null };
}

function operationJson(operation: KerasOperation): Json {
  const nodes = operation.calls.map((given) => ({ args: given.map(argumentJson), kwargs: {} }));
  return { ...objectJson(operation), name: operation.name, inbound_nodes: nodes };
}

function argumentJson(argument: KerasArgument): Json {
  if (typeof argument === 'number') return argument;
  if (!('operation' in argument)) return argument.map(argumentJson);
  const { shape, dtype, operation, node } = argument;
  const config = { shape, dtype, keras_history: [operation, node, 0] };
  return { class_name: '__keras_tensor__', config };
}
