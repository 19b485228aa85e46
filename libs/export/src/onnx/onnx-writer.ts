import type { TensorValues } from '@chorus/model';
import type { GraphNode, GraphTensor } from '../graph/ensemble-graph.ts';
import { referenceTo } from '../graph/node-defs.ts';
import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnx-model.ts';
import { ONNX_TYPES } from './onnx-model.ts';
import { onnxTypeOf } from './onnx-types.ts';
import { transposed } from './transposed.ts';

/**
 * In which order a value's dimensions lie: as TensorFlow has them, [batch, height, width, channels], or as ONNX'
 * convolutions want them, [batch, channels, height, width].
 */
export type Layout = 'channels-last' | 'channels-first';

/** The names of a tensor's values in each layout that it has been written in. */
type Forms = Partial<Record<Layout, string>>;

/**
 * Writes a graph of TensorFlow's operations as ONNX.
 *
 * LAYOUT-1: a tensor is written in the layout in which it comes about, and in the other one when somebody asks for that; a
 *   convolution's outputs stay channels-first through all that works on each number by itself.
 * LAYOUT-2: constants are written in the layout in which they are asked for: nothing transposes them when the model runs.
 */
export class OnnxWriter {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  readonly #forms = new Map<string, Forms>();
  /** The values of constants of the graph, by tensor. */
  readonly #values = new Map<string, NonNullable<GraphNode['values']>>();
  /** The names of constants that were made here, by what they are. */
  readonly #made = new Map<string, string>();
  readonly #names = new Set<string>();
  /** The name of the operation that is being written, which new values are named after. */
  #scope = '';

  /** A value that somebody else gives, under its name there. */
  input(tensor: GraphTensor, name: string): void {
    this.#names.add(name);
    this.#forms.set(referenceTo(tensor), { 'channels-last': name });
  }

  /** Keeps a name for {@link give}. */
  reserve(name: string): void {
    this.#names.add(name);
  }

  constant({ outputs, values }: GraphNode): void {
    this.#values.set(referenceTo(outputs[0]!), values!);
  }

  /** Names what is written from now on after the node. */
  begin({ name }: GraphNode): void {
    this.#scope = name;
  }

  /** Says under which name a tensor has been written. */
  set(tensor: GraphTensor, name: string, layout: Layout = 'channels-last'): void {
    this.#forms.set(referenceTo(tensor), { [layout]: name });
  }

  /** The layouts that a tensor has been written in; a constant's are all. */
  has(tensor: GraphTensor, layout: Layout): boolean {
    return this.isConstant(tensor) || layout in this.#forms.get(referenceTo(tensor))!;
  }

  isConstant(tensor: GraphTensor): boolean {
    return this.#values.has(referenceTo(tensor));
  }

  /** The numbers of a constant; undefined: the tensor is none. */
  numbers(tensor: GraphTensor): TensorValues | undefined {
    return this.#values.get(referenceTo(tensor)) as TensorValues | undefined;
  }

  /** The name of a tensor's values, written in this layout if they are not yet. */
  name(tensor: GraphTensor, layout: Layout = 'channels-last'): string {
    const reference = referenceTo(tensor);
    const forms = this.#forms.get(reference) ?? {};
    const found = forms[layout];
    if (found !== undefined) return found;
    const name = this.isConstant(tensor)
      ? this.#constantIn(tensor, layout)
      : this.emit('Transpose', [forms[otherThan(layout)]!], {
          perm: permutationTo(layout, tensor.shape.length),
        });
    this.#forms.set(reference, { ...forms, [layout]: name });
    return name;
  }

  /** Adds an operator. @returns the name of its output */
  emit(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    return this.emitAll(opType, input, 1, attributes)[0]!;
  }

  /** Adds an operator of several outputs. @returns their names */
  emitAll(
    opType: string,
    input: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string[] {
    const output = Array.from({ length: outputs }, () => this.#unique(`${this.#scope}/${opType}`));
    this.nodes.push({ name: output[0]!, opType, input, output, attributes });
    return output;
  }

  /** Gives a tensor's values a name that was reserved. */
  give(tensor: GraphTensor, name: string): void {
    const input = [this.name(tensor)];
    this.nodes.push({ name, opType: 'Identity', input, output: [name], attributes: {} });
  }

  /** A list of int64, as shapes and axes are written. */
  integers(values: Iterable<number>): string {
    const list = BigInt64Array.from(Array.from(values, BigInt));
    return this.#once(`integers ${list.join()}`, () =>
      this.#add('integers', [list.length], ONNX_TYPES.int64, list),
    );
  }

  /** A constant number of float32, or several with their shape. */
  floats(values: readonly number[], dims: readonly number[] = []): string {
    return this.#once(`numbers ${values.join()} [${dims.join()}]`, () =>
      this.#add('numbers', dims, ONNX_TYPES.float32, Float32Array.from(values)),
    );
  }

  /** A tensor with its axes in another order, and then perhaps as another shape: where it is a constant, a constant. */
  reordered(tensor: GraphTensor, order: readonly number[], dims?: readonly number[]): string {
    const key = `${referenceTo(tensor)} by ${order.join()} [${dims?.join() ?? ''}]`;
    return this.#once(key, () => this.#reorder(tensor, order, dims));
  }

  #reorder(tensor: GraphTensor, order: readonly number[], dims?: readonly number[]): string {
    const values = this.numbers(tensor);
    const shape = tensor.shape as readonly number[];
    if (values) {
      const sizes = dims ?? order.map((axis) => shape[axis]!);
      const moved = transposed(values, shape, order);
      return this.#add(tensor.node, sizes, onnxTypeOf(tensor.dtype), moved);
    }
    const moved = this.emit('Transpose', [this.name(tensor)], { perm: order });
    return dims ? this.emit('Reshape', [moved, this.integers(dims)]) : moved;
  }

  #constantIn(tensor: GraphTensor, layout: Layout): string {
    const { node, dtype, shape } = tensor;
    const rank = shape.length;
    if (layout === 'channels-first' && rank > 2) {
      return this.reordered(tensor, permutationTo(layout, rank));
    }
    const values = this.#values.get(referenceTo(tensor))!;
    const type = onnxTypeOf(dtype);
    return this.#add(node, shape as readonly number[], type, values as Float32Array);
  }

  #add(
    wish: string,
    dims: readonly number[],
    type: number,
    values: ArrayBufferView | readonly string[],
  ): string {
    const name = this.#unique(wish);
    this.constants.push({ name, dims, type, values });
    return name;
  }

  #once(key: string, make: () => string): string {
    const name = this.#made.get(key) ?? make();
    this.#made.set(key, name);
    return name;
  }

  #unique(wish: string): string {
    let name = wish;
    for (let number = 1; this.#names.has(name); number++) name = `${wish}_${number}`;
    this.#names.add(name);
    return name;
  }
}

function otherThan(layout: Layout): Layout {
  return layout === 'channels-first' ? 'channels-last' : 'channels-first';
}

/** The order of axes that brings a value of the other layout into this one. */
function permutationTo(layout: Layout, rank: number): number[] {
  const spatial = Array.from({ length: rank - 2 }, (_, index) => index);
  return layout === 'channels-first'
    ? [0, rank - 1, ...spatial.map((axis) => axis + 1)]
    : [0, ...spatial.map((axis) => axis + 2), 1];
}
