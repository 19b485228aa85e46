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

/** Bytes as TensorFlow's uint8, which tfjs, having no such type, takes for int32: for `runOp`. */
export function uint8Tensor(values: Uint8Array, shape: readonly number[]): tf.Tensor {
  const backend = nodeBackend()!;
  const dtype = DATA_TYPES.uint8;
  return backend.createOutputTensor({
    id: backend.binding.createTensor(shape, dtype, values),
    dtype,
    shape,
  });
}
