import { type AttrValue, DATA_TYPES, type DataType, type NodeDef } from '@chorus/model';
import type { GraphNode, GraphTensor } from '../graph/ensemble-graph.ts';
import { openShape } from '../graph/graph-builder.ts';
import { referenceTo } from '../graph/node-defs.ts';

/** TensorFlow's names of types in JSON, by their numbers. */
const TYPE_NAMES: ReadonlyMap<DataType, string> = new Map([
  [DATA_TYPES.float32, 'DT_FLOAT'],
  [DATA_TYPES.int32, 'DT_INT32'],
  [DATA_TYPES.uint8, 'DT_UINT8'],
  [DATA_TYPES.int64, 'DT_INT64'],
  [DATA_TYPES.bool, 'DT_BOOL'],
  [DATA_TYPES.string, 'DT_STRING'],
]);

/** A node in JSON, as protocol buffers are written in it; the values of constants are apart. */
export function nodeJson({ name, op, inputs, attributes }: GraphNode): object {
  const attr = Object.entries(attributes).map(([key, value]) => [key, attributeJson(value)]);
  return { name, op, input: inputs.map(inputName), attr: Object.fromEntries(attr) };
}

/** A tensor of a signature in JSON. */
export function infoJson(tensor: GraphTensor): object {
  const { dtype, shape } = tensor;
  return {
    name: referenceTo(tensor),
    dtype: TYPE_NAMES.get(dtype),
    tensorShape: shapeJson(openShape(shape)),
  };
}

function inputName(tensor: GraphTensor): string {
  return tensor.output === 0 ? tensor.node : referenceTo(tensor);
}

function attributeJson({ type, shape, s, i, f, b, list }: AttrValue): object {
  if (type !== undefined) return { type: TYPE_NAMES.get(type) };
  if (shape) return { shape: shapeJson(shape) };
  if (s) return { s: Buffer.from(s).toString('base64') };
  if (i !== undefined) return { i: String(i) };
  if (f !== undefined) return { f };
  if (b !== undefined) return { b };
  const { i: integers, ...others } = list!;
  return { list: { ...others, ...(integers && { i: integers.map(String) }) } };
}

function shapeJson({ dim }: NonNullable<NonNullable<NodeDef['attr']>[string]['shape']>): object {
  return { dim: dim.map(({ size }) => ({ size: String(size) })) };
}
