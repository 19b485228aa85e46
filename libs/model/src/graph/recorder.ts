import * as tf from '@tensorflow/tfjs';
import {
  type Binding,
  DATA_TYPES,
  type DataType,
  type OpAttribute,
  type TensorHandle,
  type TensorValues,
} from '../backends/tensorflow/node-backend.ts';
import { heavyOutputShape } from './heavy-ops.ts';
import type { AttributeKind, RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/** The types that a graph may hold: no complex numbers, strings or resources. */
const RECORDED_TYPES: readonly DataType[] = [
  DATA_TYPES.float32,
  DATA_TYPES.int32,
  DATA_TYPES.uint8,
  DATA_TYPES.int64,
  DATA_TYPES.bool,
];

/** Type and shape of a tensor of a recorded step. */
export type RecordedTensor = RecordedStep['tensors'][number];

/** The name of the layer whose call is under way; undefined: none is, or nobody wants to know. */
export type LayerUnderWay = () => string | undefined;

/** How a run is recorded. */
export interface RecorderOptions {
  /** A record of another run of the same step: what is large is not computed again. */
  readonly known?: RecordedStep | undefined;
  readonly layer?: LayerUnderWay;
}

/** Outputs of so many values take their time. */
const LARGE = 2 ** 16;

/** What stands for the outputs of operations that are not computed. */
export interface StandIns {
  readonly outputs: readonly RecordedTensor[];
  /** All their values: another one in each run, so that what JavaScript would read of them differs. */
  readonly value: number;
}

/** Turns the calls of one run into a {@link RecordedStep}. */
export class Recorder {
  readonly #binding: Binding;
  readonly #known: RecordedStep | undefined;
  readonly #layer: LayerUnderWay;
  readonly #kinds: Readonly<Record<number, AttributeKind>>;
  /** Tensors of the step by the addon's own id, which it never uses twice. */
  readonly #ids = new Map<number, TensorId>();
  /** Variables by the tensor that they hold before the run. */
  readonly #variables = new Map<number, string[]>();
  /** Tensors that were met as an input, by the addon's id. */
  readonly #seen = new Map<number, RecordedTensor>();
  readonly #tensors: RecordedTensor[] = [];
  readonly #inputs: { name: string; tensor: TensorId }[] = [];
  readonly #state: { name: string; before: TensorId; after: TensorId }[] = [];
  readonly #constants: { tensor: TensorId; values: TensorValues }[] = [];
  readonly #ops: RecordedOp[] = [];
  /** Why no graph can do this step: thrown at the end, when nothing can leak. */
  #refusal: string | undefined;

  constructor(binding: Binding, { known, layer = () => undefined }: RecorderOptions = {}) {
    this.#binding = binding;
    this.#known = known;
    this.#layer = layer;
    this.#kinds = {
      [binding.TF_ATTR_STRING]: 'string',
      [binding.TF_ATTR_INT]: 'int',
      [binding.TF_ATTR_FLOAT]: 'float',
      [binding.TF_ATTR_BOOL]: 'bool',
      [binding.TF_ATTR_TYPE]: 'type',
      [binding.TF_ATTR_SHAPE]: 'shape',
    };
  }

  input(name: string, handle: TensorHandle): void {
    this.#inputs.push({ name, tensor: this.#add(handle.id, handle) });
  }

  before(name: string, handle: TensorHandle): void {
    this.seen(handle);
    if (this.#ids.has(handle.id)) this.#refusal ??= `variable ${name} is an input as well`;
    this.#variables.set(handle.id, [...(this.#variables.get(handle.id) ?? []), name]);
  }

  seen({ id, dtype, shape }: TensorHandle): void {
    this.#seen.set(id, { dtype, shape });
  }

  constant(
    id: number,
    shape: readonly number[],
    dtype: DataType,
    values: TensorValues | readonly unknown[],
  ): void {
    const tensor = this.#add(id, { dtype, shape });
    // Strings come as an array; their type is refused already.
    if (ArrayBuffer.isView(values)) this.#constants.push({ tensor, values: values.slice() });
  }

  /**
   * What may stand for the outputs of an operation, whose values nothing that is recorded depends on: those of the operations
   * that most of a step's time goes into, and in a run after the first one whatever is large. Undefined: it has to be computed.
   */
  foreseen(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
  ): StandIns | undefined {
    if (this.#known) return this.#asKnown(this.#known, op);
    const shape = heavyOutputShape(op, attributes, (place) => {
      const tensor = this.#idOf(inputIds[place]!);
      const constant = this.#constants.find((each) => each.tensor === tensor);
      return { shape: this.#tensors[tensor]!.shape, values: constant?.values };
    });
    return shape && { outputs: [{ dtype: DATA_TYPES.float32, shape }], value: 1 };
  }

  #asKnown({ ops, tensors }: RecordedStep, op: string): StandIns | undefined {
    const known = ops[this.#ops.length];
    if (known?.op !== op) return undefined;
    const outputs = known.outputs.map((tensor) => tensors[tensor]!);
    const stands = outputs.every(
      ({ dtype, shape }) =>
        dtype === DATA_TYPES.float32 && tf.util.sizeFromShape([...shape]) >= LARGE,
    );
    return stands ? { outputs, value: 0 } : undefined;
  }

  op(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputs: readonly TensorHandle[],
  ): void {
    const inputs = inputIds.map((id) => this.#idOf(id)); // numbered before the outputs
    const given = attributes.map(({ name, type, value }) => {
      return { name, kind: this.#kinds[type]!, value };
    });
    const layer = this.#layer();
    this.#ops.push({
      op,
      ...(layer !== undefined && { layer }),
      attributes: [...given, ...this.#leftOut(op, inputs)],
      inputs,
      outputs: outputs.map((handle) => this.#add(handle.id, handle)),
    });
  }

  /** The attributes that tfjs-node leaves to TensorFlow's eager runtime to infer. */
  #leftOut(op: string, inputs: readonly TensorId[]): RecordedOp['attributes'] {
    if (op !== 'ExpandDims') return [];
    return [{ name: 'T', kind: 'type', value: this.#tensors[inputs[0]!]!.dtype }];
  }

  after(name: string, { id }: TensorHandle): void {
    const [before] = [...this.#variables].find(([, names]) => names.includes(name))!;
    const known = this.#state.find((each) => each.name === name);
    if (id === before) return;
    const state = known ?? this.#variable(before);
    state.after = this.#idOf(id);
  }

  finish(output: TensorHandle): RecordedStep {
    const result = this.#idOf(output.id);
    if (this.#refusal !== undefined) throw new Error(this.#refusal);
    return {
      tensors: this.#tensors,
      inputs: this.#inputs,
      state: this.#state,
      constants: this.#constants,
      ops: this.#ops,
      output: result,
    };
  }

  #idOf(id: number): TensorId {
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    if (this.#variables.has(id)) return this.#variable(id).before;
    return this.#captured(id);
  }

  #variable(id: number) {
    const names = this.#variables.get(id)!;
    if (names.length > 1) this.#refusal ??= `variables ${names.join(' and ')} share one tensor`;
    const before = this.#add(id, this.#seen.get(id)!);
    const state = { name: names[0]!, before, after: before };
    this.#state.push(state);
    return state;
  }

  /** A tensor made before the run that is neither input nor variable. */
  #captured(id: number): TensorId {
    const tensor = this.#add(id, this.#seen.get(id)!);
    const values = this.#binding.tensorDataSync(id);
    if (ArrayBuffer.isView(values)) this.#constants.push({ tensor, values: values.slice() });
    return tensor;
  }

  #add(id: number, { dtype, shape }: RecordedTensor): TensorId {
    if (!RECORDED_TYPES.includes(dtype)) {
      this.#refusal ??= `it has a tensor of TensorFlow type ${dtype}`;
    }
    const tensor = this.#tensors.push({ dtype, shape: [...shape] }) - 1;
    this.#ids.set(id, tensor);
    return tensor;
  }
}
