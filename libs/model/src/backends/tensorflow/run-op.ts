import type * as tf from '@tensorflow/tfjs';
import { DATA_TYPES, nodeBackend } from './node-backend.ts';

/** One of {@link DATA_TYPES}. */
export type OpDataType = keyof typeof DATA_TYPES;

/**
 * An operation of TensorFlow that tfjs has no function for, on the TensorFlow backend.
 *
 * @param attributes those that are types or integers
 */
export function runOp(
  op: string,
  attributes: Readonly<Record<string, OpDataType | number>>,
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  const backend = nodeBackend()!;
  const { TF_ATTR_INT, TF_ATTR_TYPE } = backend.binding;
  const all = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'number'
      ? { name, type: TF_ATTR_INT, value }
      : { name, type: TF_ATTR_TYPE, value: DATA_TYPES[value] },
  );
  return backend.executeSingleOutput(op, all, inputs);
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
