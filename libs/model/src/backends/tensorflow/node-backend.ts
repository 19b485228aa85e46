import * as tf from '@tensorflow/tfjs';

/** A type of TensorFlow's, by its number: {@link DATA_TYPES} has those that we name. */
export type DataType = number;

/** An attribute as tfjs-node's kernels hand it to the addon. */
export interface OpAttribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_…`. */
  readonly type: number;
  readonly value: AttributeValue;
}

/** A list belongs to an int, float, bool or shape attribute. */
export type AttributeValue = string | number | boolean | readonly number[] | readonly boolean[];

/** Values as tfjs hands them to the addon. */
export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** A tensor of TensorFlow's eager runtime. */
export interface TensorHandle {
  readonly id: number;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** What we use of tfjs-node's addon (`binding/tfjs_binding.cc`). */
export interface Binding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: DataType, values: TensorValues): number;
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputs: number,
  ): TensorHandle[];
  tensorDataSync(id: number): TensorValues;
  deleteTensor(id: number): void;
}

/** TensorFlow's own numbers of the types that we name (`enum DataType`). */
export const DATA_TYPES = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const satisfies Record<string, DataType>;

/** What we use of tfjs-node's backend (`nodejs_kernel_backend.ts`). */
export interface NodeBackend {
  binding: Binding;
  readonly tensorMap: { get(dataId: object): TensorHandle };
  /** Every kernel gets its inputs' ids here; values that wait in JavaScript are written first. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  loadSavedModelMetaGraph(path: string, tags: string): number;
  runSavedModel(
    session: number,
    inputs: readonly tf.Tensor[],
    inputInfos: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
  deleteSavedModel(session: number): void;
  createOutputTensor(handle: TensorHandle): tf.Tensor;
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  getNumOfTFTensors(): number;
  getNumOfSavedModels(): number;
}

/** TensorFlow's backend; undefined when it is not the one that was started. */
export function nodeBackend(): NodeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NodeBackend) : undefined;
}
