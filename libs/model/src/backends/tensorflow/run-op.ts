import type * as tf from '@tensorflow/tfjs';
import { type Binding, DATA_TYPES, nodeBackend, type OpAttribute } from './node-backend.ts';

/** One of {@link DATA_TYPES}. */
export type OpDataType = keyof typeof DATA_TYPES;

/** The value of an operation's attribute: a type, an integer, a truth value, or what is named. */
export type OpAttributeValue =
  OpDataType | number | boolean | { readonly float: number } | { readonly string: string };

/**
 * An operation of TensorFlow that tfjs has no function for, on the TensorFlow backend.
 *
 * @throws what TensorFlow says of inputs that do not fit
 */
export function runOp(
  op: string,
  attributes: Readonly<Record<string, OpAttributeValue>>,
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  return runOps(op, attributes, inputs, 1)[0]!;
}

/**
 * An operation with several outputs.
 *
 * @param outputs how many
 */
export function runOps(
  op: string,
  attributes: Readonly<Record<string, OpAttributeValue>>,
  inputs: readonly tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  const backend = nodeBackend()!;
  const all = Object.entries(attributes).map(([name, value]) => ({
    name,
    ...attributeOf(backend.binding, value),
  }));
  return backend.executeMultipleOutputs(op, all, inputs, outputs);
}

function attributeOf(binding: Binding, value: OpAttributeValue): Omit<OpAttribute, 'name'> {
  if (typeof value === 'number') return { type: binding.TF_ATTR_INT, value };
  if (typeof value === 'boolean') return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'string') return { type: binding.TF_ATTR_TYPE, value: DATA_TYPES[value] };
  if ('float' in value) return { type: binding.TF_ATTR_FLOAT, value: value.float };
  return { type: binding.TF_ATTR_STRING, value: value.string };
}

/**
 * Values as a tensor of TensorFlow's, whose memory is theirs as long as TensorFlow can use it. tfjs takes
 * uint8, a type that it does not have, for int32: for `runOp`.
 */
export function tensorOf(
  type: 'uint8' | 'float32',
  values: Uint8Array | Float32Array,
  shape: readonly number[],
): tf.Tensor {
  const backend = nodeBackend()!;
  const dtype = DATA_TYPES[type];
  return backend.createOutputTensor({
    id: backend.binding.createTensor(shape, dtype, values),
    dtype,
    shape,
  });
}
