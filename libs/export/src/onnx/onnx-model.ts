import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** The version of ONNX's operators that is written: that of ONNX 1.14, of 2023. */
export const OPSET = 19;

/** The version of the file's form that came with it. */
const IR_VERSION = 9;

/** ONNX's own numbers of the types that are written (`enum DataType`). */
export const ONNX_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
} as const;

/** The value of an operator's attribute: a float, an integer, a list of integers, or a word. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

/** An operator in its place. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant. */
export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  readonly values: ArrayBufferView | readonly string[];
}

/** What a model is called with, or gives. */
export interface OnnxValue {
  readonly name: string;
  readonly type: number;
  /** Sizes; null: the batch. */
  readonly shape: readonly (number | null)[];
  readonly description: string;
}

/** A model. */
export interface OnnxModel {
  readonly name: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** ONNX's numbers of the kinds of attributes (`enum AttributeType`). */
const ATTRIBUTES = { float: 1, int: 2, string: 3, ints: 7 } as const;

const ModelProto = protobuf
  .loadSync(fileURLToPath(new URL('onnx.proto', import.meta.url)))
  .lookupType('onnx.ModelProto');

/** The bytes of a model's file. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const { name, description, nodes, constants, inputs, outputs, metadata } = model;
  return ModelProto.encode(
    ModelProto.create({
      irVersion: IR_VERSION,
      producerName: 'chorus',
      docString: description,
      opsetImport: [{ domain: '', version: OPSET }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: nodes.map(({ attributes, ...node }) => ({
          ...node,
          attribute: Object.entries(attributes).map(attributeOf),
        })),
        initializer: constants.map(constantOf),
        input: inputs.map(valueOf),
        output: outputs.map(valueOf),
      },
    }),
  ).finish();
}

function attributeOf([name, value]: [string, OnnxAttribute]) {
  if (typeof value === 'number') return { name, type: ATTRIBUTES.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTES.string, s: Buffer.from(value) };
  if ('float' in value) return { name, type: ATTRIBUTES.float, f: value.float };
  return { name, type: ATTRIBUTES.ints, ints: value };
}

function constantOf({ name, dims, type, values }: OnnxConstant) {
  if (!ArrayBuffer.isView(values)) {
    return { name, dims, dataType: type, stringData: values.map((text) => Buffer.from(text)) };
  }
  const { buffer, byteOffset, byteLength } = values;
  return { name, dims, dataType: type, rawData: new Uint8Array(buffer, byteOffset, byteLength) };
}

function valueOf({ name, type, shape, description }: OnnxValue) {
  const dim = shape.map((size) => (size === null ? { dimParam: 'batch' } : { dimValue: size }));
  return { name, docString: description, type: { tensorType: { elemType: type, shape: { dim } } } };
}
