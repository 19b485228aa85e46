import {
  type AttrValue,
  DATA_TYPES,
  type DataType,
  type FreeShape,
  shapeOf,
  type TensorValues,
} from '@chorus/model';
import type { GraphNode, GraphTensor } from './ensemble-graph.ts';

const { float32, int32, string: text } = DATA_TYPES;

/** What a new node is, but for its name. */
export interface NewNode {
  readonly op: string;
  readonly inputs: readonly GraphTensor[];
  readonly attributes?: Readonly<Record<string, AttrValue>>;
  readonly outputs: readonly { readonly dtype: DataType; readonly shape: FreeShape }[];
  readonly layer?: string | undefined;
}

/** Collects the nodes of a graph, each under a name of its own. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  /** How often each name was wished for, in small letters: some tools do not tell them apart. */
  readonly #names = new Map<string, number>();

  /** A node whose value is given by the caller. */
  placeholder(name: string, dtype: DataType, shape: FreeShape): GraphTensor {
    const attributes = { dtype: { type: dtype }, shape: { shape: openShape(shape) } };
    return this.add(name, {
      op: 'Placeholder',
      inputs: [],
      attributes,
      outputs: [{ dtype, shape }],
    });
  }

  /** @param shape by default that of a scalar */
  constant(
    name: string,
    dtype: DataType,
    values: TensorValues | readonly string[],
    shape: readonly number[] = [],
  ): GraphTensor {
    const unique = this.#unique(name);
    const tensor = { node: unique, output: 0, dtype, shape };
    const attributes = { dtype: { type: dtype } };
    this.nodes.push({
      name: unique,
      op: 'Const',
      inputs: [],
      outputs: [tensor],
      attributes,
      values,
    });
    return tensor;
  }

  /** Numbers of float32. */
  numbers(name: string, values: readonly number[], shape?: readonly number[]): GraphTensor {
    return this.constant(name, float32, Float32Array.from(values), shape);
  }

  /** A list of int32: axes, places, sizes. */
  integers(name: string, values: readonly number[]): GraphTensor {
    return this.constant(name, int32, Int32Array.from(values), [values.length]);
  }

  integer(name: string, value: number): GraphTensor {
    return this.constant(name, int32, Int32Array.of(value));
  }

  texts(name: string, values: readonly string[]): GraphTensor {
    return this.constant(name, text, values, [values.length]);
  }

  /** Adds a node. @returns its first output */
  add(name: string, node: NewNode): GraphTensor {
    return this.addAll(name, node)[0]!;
  }

  /** Adds a node. @returns all its outputs */
  addAll(name: string, { op, inputs, attributes = {}, outputs, layer }: NewNode): GraphTensor[] {
    const unique = this.#unique(name);
    const tensors = outputs.map((each, output) => ({ node: unique, output, ...each }));
    this.nodes.push({
      name: unique,
      op,
      inputs,
      outputs: tensors,
      attributes,
      ...(layer !== undefined && { layer }),
    });
    return tensors;
  }

  /** A node whose one attribute is the type of what it takes, and gives; of the first one's shape, unless said. */
  apply(
    name: string,
    op: string,
    inputs: readonly GraphTensor[],
    shape: FreeShape = inputs[0]!.shape,
    attributes: Readonly<Record<string, AttrValue>> = {},
  ): GraphTensor {
    const { dtype } = inputs[0]!;
    const all = { T: { type: dtype }, ...attributes };
    return this.add(name, { op, inputs, attributes: all, outputs: [{ dtype, shape }] });
  }

  cast(name: string, value: GraphTensor, dtype: DataType): GraphTensor {
    if (value.dtype === dtype) return value;
    const attributes = { SrcT: { type: value.dtype }, DstT: { type: dtype } };
    const outputs = [{ dtype, shape: value.shape }];
    return this.add(name, { op: 'Cast', inputs: [value], attributes, outputs });
  }

  #unique(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9_./]/g, '_').replace(/^[^A-Za-z0-9.]/, 'x$&');
    const key = plain.toLowerCase();
    const before = this.#names.get(key) ?? 0;
    this.#names.set(key, before + 1);
    return before === 0 ? plain : this.#unique(`${plain}_${before}`);
  }
}

/** A shape as TensorFlow writes it, -1 for what is open. */
export function openShape(shape: FreeShape) {
  return shapeOf(shape.map((size) => size ?? -1));
}
