import { bytesOf } from '@chorus/data';
import { DATA_TYPES, type NodeDef, shapeOf } from '@chorus/model';
import type { GraphNode, GraphTensor } from './ensemble-graph.ts';

/** A node as TensorFlow writes it. */
export function nodeDefOf({ name, op, inputs, attributes, outputs, values }: GraphNode): NodeDef {
  const attr = values
    ? { ...attributes, value: { tensor: tensorOf(outputs[0]!, values) } }
    : attributes;
  return { name, op, input: inputs.map(referenceTo), attr };
}

/** The tensor's name: `input:0`. */
export function referenceTo({ node, output }: GraphTensor): string {
  return `${node}:${output}`;
}

function tensorOf({ dtype, shape }: GraphTensor, values: NonNullable<GraphNode['values']>) {
  const tensorShape = shapeOf(shape as readonly number[]);
  return dtype === DATA_TYPES.string
    ? { dtype, tensorShape, stringVal: (values as string[]).map((each) => Buffer.from(each)) }
    : { dtype, tensorShape, tensorContent: bytesOf(values as Float32Array) };
}
