import { isDeepStrictEqual } from 'node:util';
import {
  DATA_TYPES,
  type DataType,
  type TensorValues,
} from '../backends/tensorflow/node-backend.ts';
import type { RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/** Sizes of a tensor's dimensions; null: as many as the batch has samples, or a multiple of that. */
export type FreeShape = readonly (number | null)[];

/** A recorded step of one input, for batches of any size. What it says of tensors and operations is a {@link RecordedStep}'s. */
export interface BatchFreeStep {
  readonly tensors: readonly { readonly dtype: DataType; readonly shape: FreeShape }[];
  readonly input: TensorId;
  /** The variables that the step reads. */
  readonly state: readonly { readonly name: string; readonly tensor: TensorId }[];
  readonly constants: readonly { readonly tensor: TensorId; readonly values: TensorValues }[];
  readonly ops: readonly RecordedOp[];
  readonly output: TensorId;
}

/** Two records of a step that changes no variable, and the sizes of the batches that they were made with. */
export type RecordedTwice = readonly [
  readonly [RecordedStep, batch: number],
  readonly [RecordedStep, batch: number],
];

/**
 * Frees a step of the size of its batch: whatever differs between two records of it follows the batch, and is computed from it.
 *
 * @throws Error in words that go on after the name of what was recorded: what depends on the batch in another way
 */
export function freeBatch(records: RecordedTwice): BatchFreeStep {
  return new Liberation(records).result();
}

/** Values of a constant that grow with the batch: `base + batch * perSample`, int32. */
interface Growing {
  readonly base: Int32Array;
  readonly perSample: Int32Array;
}

class Liberation {
  readonly #one: RecordedStep;
  readonly #tensors: { dtype: DataType; shape: FreeShape }[];
  readonly #constants: { tensor: TensorId; values: TensorValues }[] = [];
  readonly #ops: RecordedOp[] = [];
  readonly #growing = new Map<TensorId, Growing>();
  /** Tensors of one value alone, of a shape that grows. */
  readonly #filled = new Map<TensorId, { shape: Growing; value: TensorValues }>();
  /** Tensors that were computed by {@link #compute}, by those that they stand for. */
  readonly #computed = new Map<TensorId, TensorId>();
  #batch: TensorId | undefined;

  constructor([[one, batch], [other, otherBatch]]: RecordedTwice) {
    this.#one = one;
    requireSameOps(one, other);
    const sizes = [batch, otherBatch] as const;
    this.#tensors = one.tensors.map(({ dtype, shape }, index) => {
      const others = other.tensors[index]!.shape;
      const free = shape.map((size, axis) => (size === others[axis] ? size : null));
      return { dtype, shape: free };
    });
    for (const [index, { tensor, values }] of one.constants.entries()) {
      this.#addConstant([one, other], tensor, [values, other.constants[index]!.values], sizes);
    }
    for (const op of one.ops) this.#addOp(op);
  }

  result(): BatchFreeStep {
    const { inputs, state, output } = this.#one;
    return {
      tensors: this.#tensors,
      input: inputs[0]!.tensor,
      state: state.map(({ name, before }) => ({ name, tensor: before })),
      constants: this.#constants,
      ops: this.#ops,
      output,
    };
  }

  #addConstant(
    records: readonly [RecordedStep, RecordedStep],
    tensor: TensorId,
    [values, others]: readonly [TensorValues, TensorValues],
    sizes: readonly [number, number],
  ): void {
    const shapes = records.map(({ tensors }) => Int32Array.from(tensors[tensor]!.shape));
    const sameShape = isDeepStrictEqual(shapes[0], shapes[1]);
    if (sameShape && isDeepStrictEqual(values, others)) {
      this.#constants.push({ tensor, values });
    } else if (sameShape && values instanceof Int32Array) {
      this.#growing.set(tensor, growth(values, others as Int32Array, sizes));
    } else if (!sameShape && isUniform(values) && values[0] === others[0]) {
      const shape = growth(shapes[0]!, shapes[1]!, sizes);
      this.#filled.set(tensor, { shape, value: values.slice(0, 1) });
    } else {
      throw new Error(
        'it has values that differ from sample to sample and are none of its weights',
      );
    }
  }

  #addOp(op: RecordedOp): void {
    const inputs = op.inputs.map((input, place) => {
      const growing = this.#growing.get(input);
      if (growing) return this.#settled(op, place, growing) ?? this.#compute(input, growing);
      const filled = this.#filled.get(input);
      return filled ? this.#fill(input, filled) : input;
    });
    this.#ops.push({ ...op, inputs });
  }

  /** A shape or size of which -1 says the one number that grows, where the operation has such a number. */
  #settled({ op, inputs }: RecordedOp, place: number, { base, perSample }: Growing) {
    const growing = [...perSample.keys()].filter((index) => perSample[index] !== 0);
    const allows =
      op === 'Reshape'
        ? place === 1 && growing.length === 1
        : op === 'Slice' && place === 2 && growing.every((axis) => this.#isWhole(inputs, axis));
    if (!allows) return undefined;
    const values = Int32Array.from(base, (size, index) => (perSample[index] === 0 ? size : -1));
    return this.#constant(values, [values.length]);
  }

  /** Whether a slice takes all of an axis. */
  #isWhole([, begin]: readonly TensorId[], axis: number): boolean {
    return this.#constants.find(({ tensor }) => tensor === begin)?.values[axis] === 0;
  }

  #compute(tensor: TensorId, { base, perSample }: Growing): TensorId {
    const known = this.#computed.get(tensor);
    if (known !== undefined) return known;
    const shape = [base.length];
    const factors = this.#constant(perSample, shape);
    const grown = this.#int32('Mul', [this.#batchSize(), factors], shape);
    const sum = this.#int32('AddV2', [grown, this.#constant(base, shape)], shape);
    this.#computed.set(tensor, sum);
    return sum;
  }

  #fill(tensor: TensorId, { shape, value }: { shape: Growing; value: TensorValues }): TensorId {
    const known = this.#computed.get(tensor);
    if (known !== undefined) return known;
    const { dtype, shape: free } = this.#tensors[tensor]!;
    const filled = this.#add(dtype, free);
    const scalar = this.#add(dtype, []);
    this.#constants.push({ tensor: scalar, values: value });
    // The shape is a tensor of its own, which nothing else stands for.
    const sizes = this.#compute(this.#add(DATA_TYPES.int32, [shape.base.length]), shape);
    const attributes = [type('T', dtype), type('index_type', DATA_TYPES.int32)];
    this.#ops.push({ op: 'Fill', attributes, inputs: [sizes, scalar], outputs: [filled] });
    this.#computed.set(tensor, filled);
    return filled;
  }

  /** How many samples the batch has, [1]. */
  #batchSize(): TensorId {
    if (this.#batch !== undefined) return this.#batch;
    const input = this.#one.inputs[0]!.tensor;
    const { dtype, shape } = this.#tensors[input]!;
    const sizes = this.#add(DATA_TYPES.int32, [shape.length]);
    const attributes = [type('T', dtype), type('out_type', DATA_TYPES.int32)];
    this.#ops.push({ op: 'Shape', attributes, inputs: [input], outputs: [sizes] });
    const [first, one] = [0, 1].map((value) => this.#constant(Int32Array.of(value), [1]));
    const batch = this.#add(DATA_TYPES.int32, [1]);
    const slice = [type('T', DATA_TYPES.int32), type('Index', DATA_TYPES.int32)];
    const inputs = [sizes, first!, one!];
    this.#ops.push({ op: 'Slice', attributes: slice, inputs, outputs: [batch] });
    return (this.#batch = batch);
  }

  #int32(op: string, inputs: readonly TensorId[], shape: readonly number[]): TensorId {
    const output = this.#add(DATA_TYPES.int32, shape);
    const attributes = [type('T', DATA_TYPES.int32)];
    this.#ops.push({ op, attributes, inputs, outputs: [output] });
    return output;
  }

  #constant(values: Int32Array, shape: readonly number[]): TensorId {
    const tensor = this.#add(DATA_TYPES.int32, shape);
    this.#constants.push({ tensor, values });
    return tensor;
  }

  #add(dtype: DataType, shape: FreeShape): TensorId {
    return this.#tensors.push({ dtype, shape }) - 1;
  }
}

function type(name: string, value: DataType): RecordedOp['attributes'][number] {
  return { name, kind: 'type', value };
}

/** @throws Error when the operations depend on the batch */
function requireSameOps(one: RecordedStep, other: RecordedStep): void {
  const at = one.ops.findIndex((op, index) => !isDeepStrictEqual(op, other.ops[index]));
  if (at === -1 && one.ops.length === other.ops.length) return;
  const { op = 'nothing', layer = '' } = one.ops[at] ?? {};
  const where = layer && ` of layer ${layer}`;
  throw new Error(`what it computes depends on the size of the batch (${op}${where})`);
}

/** @throws Error when the values do not grow in proportion to the batch */
function growth(
  one: Int32Array,
  other: Int32Array,
  [batch, otherBatch]: readonly [number, number],
): Growing {
  const perSample = one.map((value, index) => (other[index]! - value) / (otherBatch - batch));
  const base = one.map((value, index) => value - perSample[index]! * batch);
  const isExact = other.every((value, i) => value === base[i]! + perSample[i]! * otherBatch);
  if (!isExact) throw new Error('it has numbers that do not grow in proportion to the batch');
  return { base, perSample };
}

function isUniform(values: TensorValues): boolean {
  return values.every((value) => value === values[0]);
}
