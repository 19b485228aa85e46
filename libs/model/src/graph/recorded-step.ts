import { bytesOf } from '@chorus/data';
import { isDeepStrictEqual } from 'node:util';
import type {
  AttributeValue,
  DataType,
  TensorValues,
} from '../backends/tensorflow/node-backend.ts';

/** Names a tensor of a recorded step: an index into its `tensors`. */
export type TensorId = number;

/** The type of an attribute: `list(int)` is an `int` whose value is an array. */
export type AttributeKind = 'string' | 'int' | 'float' | 'bool' | 'type' | 'shape';

/** One operation, with the inputs that it had. */
export interface RecordedOp {
  /** TensorFlow's name of it, as in `MatMul`. */
  readonly op: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly kind: AttributeKind;
    readonly value: AttributeValue;
  }[];
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  /** The layer that asked for it, where that was to be noted. */
  readonly layer?: string;
}

/**
 * What TensorFlow was asked to do in one run of a step: the source of truth for its graph.
 *
 * STEP-1: every tensor comes from exactly one of `inputs`, `state` (before), `constants` and `ops`.
 * STEP-2: an operation's inputs come before it: `ops` is in the order of execution.
 * STEP-3: two runs of a step that does the same thing give the same record but for the values of
 *   its constants; tensors are numbered in the order in which they are met.
 */
export interface RecordedStep {
  readonly tensors: readonly { readonly dtype: DataType; readonly shape: readonly number[] }[];
  /** What the step was given, by name. */
  readonly inputs: readonly { readonly name: string; readonly tensor: TensorId }[];
  /** The variables that the step reads or changes; an unchanged one is the same after as before. */
  readonly state: readonly {
    /** The variable's name, as tfjs has registered it. */
    readonly name: string;
    readonly before: TensorId;
    readonly after: TensorId;
  }[];
  /** Values that came from JavaScript, or from a tensor that is neither input nor variable. */
  readonly constants: readonly { readonly tensor: TensorId; readonly values: TensorValues }[];
  readonly ops: readonly RecordedOp[];
  /** What the step returned. */
  readonly output: TensorId;
}

/**
 * Whether two runs of a step, with different inputs, did the same thing.
 *
 * @returns why not, in words that follow "the step cannot be compiled: "; undefined if they did
 */
export function difference(one: RecordedStep, other: RecordedStep): string | undefined {
  const [ops, otherOps] = [one.ops, other.ops];
  for (let index = 0; index < Math.max(ops.length, otherOps.length); index++) {
    if (isDeepStrictEqual(ops[index], otherOps[index])) continue;
    const [had, has] = [ops[index], otherOps[index]].map((op) => op?.op ?? 'nothing');
    return had === has
      ? `operation ${index + 1} (${had}) has other attributes or inputs in a second run`
      : `operation ${index + 1} is ${had} in one run and ${has} in a second`;
  }
  if (!isDeepStrictEqual({ ...one, constants: [] }, { ...other, constants: [] })) {
    return 'a second run has tensors of other shapes, changes other variables or returns another';
  }
  return differentConstants(one, other);
}

function differentConstants(one: RecordedStep, other: RecordedStep): string | undefined {
  const found = one.constants.flatMap(({ tensor, values }, index) => {
    const others = other.constants[index]!.values;
    if (Buffer.compare(bytesOf(values), bytesOf(others)) === 0) return [];
    const at = values.findIndex((value, element) => !Object.is(value, others[element]));
    if (at === -1) return [];
    const shape = one.tensors[tensor]!.shape.join(', ');
    return [`${userOf(one, tensor)} [${shape}] (${values[at]}, then ${others[at]})`];
  });
  if (found.length === 0) return undefined;
  return (
    'what is neither an input nor a variable changes from run to run, and has to be one of them: ' +
    `${found.join(', ')}`
  );
}

/** Names a constant by its first use. */
function userOf({ ops, state, output }: RecordedStep, tensor: TensorId): string {
  const user = ops.findIndex(({ inputs }) => inputs.includes(tensor));
  if (user !== -1) {
    const { op, inputs } = ops[user]!;
    return `input ${inputs.indexOf(tensor) + 1} of operation ${user + 1}, ${op}`;
  }
  const variable = state.find(({ after }) => after === tensor);
  if (variable) return `the new value of variable ${variable.name}`;
  return tensor === output ? 'the result' : 'an unused value';
}
