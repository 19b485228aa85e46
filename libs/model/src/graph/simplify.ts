import { DATA_TYPES, type TensorValues } from '../backends/tensorflow/node-backend.ts';
import { withoutBooleanMasks } from './random-masks.ts';
import type { RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/**
 * The same step in fewer and faster operations: what tfjs writes in several, because it has no
 * kernel for it, becomes TensorFlow's one, what has no effect is left out, and what is computed twice is computed once. Results are the same
 * but for the order in which TensorFlow adds numbers up.
 */
export function simplify(step: RecordedStep): RecordedStep {
  const unmasked = withoutBooleanMasks(step);
  const simplified = new Simplification(unmasked);
  for (const op of unmasked.ops) simplified.add(op);
  return withoutDeadOps(simplified.result());
}

/** A number as JSON has it, apart from -0 and from what is no number. */
function asText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Larger constants are not compared with others: they are few. */
const MOST_COMPARED = 64;

/** Operations that give something else each time. */
const RANDOM = /^(Random|Multinomial)/;

/** What an operation becomes: another, or, where it has no effect, its input. */
type Rewrite = RecordedOp | { readonly becomes: TensorId };

/** Rewrites an operation, or leaves it as it is. */
type Rule = (op: RecordedOp, context: Simplification) => Rewrite | undefined;

/** The operations so far, simplified. */
class Simplification {
  readonly #step: RecordedStep;
  readonly #constants: ReadonlyMap<TensorId, TensorValues>;
  readonly #producers = new Map<TensorId, RecordedOp>();
  readonly #consumers = new Map<TensorId, RecordedOp[]>();
  readonly #becomes = new Map<TensorId, TensorId>();
  /** Operations by all that their outputs depend on. */
  readonly #known = new Map<string, RecordedOp>();
  readonly #ops: RecordedOp[] = [];

  constructor(step: RecordedStep) {
    this.#step = step;
    this.#constants = new Map(step.constants.map(({ tensor, values }) => [tensor, values]));
    const first = new Map<string, TensorId>();
    for (const { tensor, values } of step.constants) {
      if (values.length > MOST_COMPARED) continue;
      const key = JSON.stringify([step.tensors[tensor], ...[...values].map(asText)]);
      if (first.has(key)) this.#becomes.set(tensor, first.get(key)!);
      else first.set(key, tensor);
    }
  }

  add(recorded: RecordedOp): void {
    let op: RecordedOp = { ...recorded, inputs: recorded.inputs.map((id) => this.#resolve(id)) };
    for (const rule of RULES) {
      const rewrite = rule(op, this) ?? op;
      if ('becomes' in rewrite) {
        this.#becomes.set(op.outputs[0]!, rewrite.becomes);
        return;
      }
      op = rewrite;
    }
    const same = this.#sameAs(op);
    if (same) {
      for (const [index, output] of op.outputs.entries()) {
        this.#becomes.set(output, same.outputs[index]!);
      }
      return;
    }
    this.#ops.push(op);
    for (const output of op.outputs) this.#producers.set(output, op);
    for (const input of op.inputs) {
      this.#consumers.set(input, [...(this.#consumers.get(input) ?? []), op]);
    }
  }

  /** An operation that computes the same of the same; otherwise this one is known from now on. */
  #sameAs(op: RecordedOp): RecordedOp | undefined {
    if (RANDOM.test(op.op)) return undefined;
    const key = JSON.stringify([op.op, op.attributes, op.inputs]);
    const known = this.#known.get(key);
    if (!known) this.#known.set(key, op);
    return known;
  }

  result(): RecordedStep {
    return {
      ...this.#step,
      ops: this.#ops,
      state: this.#step.state.map((each) => ({ ...each, after: this.#resolve(each.after) })),
      output: this.#resolve(this.#step.output),
    };
  }

  shape(tensor: TensorId): readonly number[] {
    return this.#step.tensors[tensor]!.shape;
  }

  isFloat(tensor: TensorId): boolean {
    return this.#step.tensors[tensor]!.dtype === DATA_TYPES.float32;
  }

  /** The operation whose first output this is, if it is one of that name. */
  madeBy(tensor: TensorId, op: string): RecordedOp | undefined {
    const producer = this.#producers.get(tensor);
    return producer?.op === op && producer.outputs[0] === tensor ? producer : undefined;
  }

  /** An operation of that name that has the tensor as an input. */
  usedBy(tensor: TensorId, op: string): RecordedOp | undefined {
    return this.#consumers.get(tensor)?.find((consumer) => consumer.op === op);
  }

  constant(tensor: TensorId): TensorValues | undefined {
    return this.#constants.get(tensor);
  }

  #resolve(tensor: TensorId): TensorId {
    return this.#becomes.get(tensor) ?? tensor;
  }
}

/** The rules, in this order: the later ones look through what the earlier ones have left out. */
const RULES: readonly Rule[] = [castToSameType, reshape, matMul, biasAdd, biasAddGrad, reluGrad];

/** Leaves out a cast to the type that a tensor has. */
function castToSameType({ op, attributes, inputs }: RecordedOp): Rewrite | undefined {
  if (op !== 'Cast') return undefined;
  const type = (name: string) => attributes.find((each) => each.name === name)?.value;
  return type('SrcT') === type('DstT') ? { becomes: inputs[0]! } : undefined;
}

/** Leaves out a reshape to the shape that a tensor has, and the first of two in a row. */
function reshape(op: RecordedOp, context: Simplification): Rewrite | undefined {
  if (op.op !== 'Reshape') return undefined;
  const [from, shape] = op.inputs as [TensorId, TensorId];
  const source = context.madeBy(from, 'Reshape')?.inputs[0] ?? from;
  if (sameShape(context, source, op.outputs[0]!)) return { becomes: source };
  return source === from ? undefined : { ...op, inputs: [source, shape] };
}

/** Multiplies two matrices, which tfjs multiplies as a batch of one. */
function matMul(op: RecordedOp, context: Simplification): Rewrite | undefined {
  if (op.op !== 'BatchMatMulV2') return undefined;
  if (op.inputs.some((input) => context.shape(input).length !== 2)) return undefined;
  const names: Readonly<Record<string, string>> = { adj_x: 'transpose_a', adj_y: 'transpose_b' };
  const attributes = op.attributes.map((each) => {
    return { ...each, name: names[each.name] ?? each.name };
  });
  return { ...op, op: 'MatMul', attributes };
}

/** Adds a vector along the last axis by the operation for that. */
function biasAdd(op: RecordedOp, context: Simplification): Rewrite | undefined {
  if (op.op !== 'Add' && op.op !== 'AddV2') return undefined;
  const [values, bias] = op.inputs as [TensorId, TensorId];
  const shape = context.shape(values);
  if (shape.length < 2 || context.shape(bias).length !== 1 || !context.isFloat(values)) return;
  return shape.at(-1) === context.shape(bias)[0] ? { ...op, op: 'BiasAdd' } : undefined;
}

/** Sums over all axes but the last by the operation for a bias's gradient. */
function biasAddGrad(op: RecordedOp, context: Simplification): Rewrite | undefined {
  if (op.op !== 'Sum' || context.shape(op.outputs[0]!).length !== 1) return undefined;
  const [values, axes] = op.inputs as [TensorId, TensorId];
  const rank = context.shape(values).length;
  if (rank < 2 || !context.isFloat(values)) return undefined;
  const summed = [...(context.constant(axes) ?? [])].sort();
  if (summed.length !== rank - 1 || summed.some((axis, index) => axis !== index)) return undefined;
  const attributes = op.attributes.filter(({ name }) => name === 'T');
  return { ...op, op: 'BiasAddGrad', attributes, inputs: [values] };
}

/** Makes ReLU's gradient one operation: tfjs multiplies by `step(x)`, 1 where x is positive, else 0. */
function reluGrad(op: RecordedOp, context: Simplification): Rewrite | undefined {
  if (op.op !== 'Mul') return undefined;
  const [gradient, step] = op.inputs as [TensorId, TensorId];
  const features = argumentOfStep(step, context);
  if (features === undefined || !sameShape(context, gradient, features)) return undefined;
  // ReLU's outputs give the same gradient, and TensorFlow can then do the ReLU with what is before it.
  const outputs = context.usedBy(features, 'Relu')?.outputs[0];
  return { ...op, op: 'ReluGrad', inputs: [gradient, outputs ?? features] };
}

/** The x of `step(x)` with slope 0, as tfjs-node's `kernels/Step.ts` has it. */
function argumentOfStep(tensor: TensorId, context: Simplification): TensorId | undefined {
  const [nans, x, steps] = context.madeBy(tensor, 'Select')?.inputs ?? [];
  if (steps === undefined || context.madeBy(nans!, 'IsNan')?.inputs[0] !== x) return undefined;
  const [positive, ones, zeros] = context.madeBy(steps, 'Select')?.inputs ?? [];
  if (zeros === undefined) return undefined;
  const [compared, zero] = context.madeBy(positive!, 'Greater')?.inputs ?? [];
  const fill = context.madeBy(zeros, 'Fill')?.inputs[1];
  const isStep =
    compared === x &&
    isAll(context, zero, 0) &&
    isAll(context, ones, 1) &&
    isAll(context, fill, 0) &&
    context.isFloat(tensor);
  return isStep ? x : undefined;
}

function isAll(context: Simplification, tensor: TensorId | undefined, wanted: number): boolean {
  const values = tensor === undefined ? undefined : context.constant(tensor);
  return values?.every((value) => value === wanted) ?? false;
}

function sameShape(context: Simplification, one: TensorId, other: TensorId): boolean {
  return context.shape(one).join() === context.shape(other).join();
}

/** Leaves out operations and constants that neither the result nor a variable depends on. */
function withoutDeadOps(step: RecordedStep): RecordedStep {
  const alive = new Set([step.output, ...step.state.map(({ after }) => after)]);
  const ops = step.ops.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((output) => alive.has(output))) return false;
    for (const input of inputs) alive.add(input);
    return true;
  });
  const constants = step.constants.filter(({ tensor }) => alive.has(tensor));
  return { ...step, ops: ops.reverse(), constants };
}
