import { DATA_TYPES, type DataType } from '@chorus/model';
import { ONNX_TYPES } from './onnx-model.ts';

const BY_TENSORFLOW: ReadonlyMap<DataType, number> = new Map(
  Object.entries(ONNX_TYPES).map(([name, type]) => [
    DATA_TYPES[name as keyof typeof ONNX_TYPES],
    type,
  ]),
);

/** ONNX's number of a type, by TensorFlow's. */
export function onnxTypeOf(dtype: DataType): number {
  return BY_TENSORFLOW.get(dtype)!;
}
