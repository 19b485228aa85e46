import type { AttrValue } from '@chorus/model';
import type { GraphNode, GraphTensor } from '../../graph/ensemble-graph.ts';
import type { OnnxWriter } from '../onnx-writer.ts';

/** Writes an operation of TensorFlow, once its inputs are written. @throws Unsupported in a form that ONNX does not have */
export type Operation = (node: GraphNode, onnx: OnnxWriter) => void;

/** Operations by TensorFlow's names of them. */
export type Operations = Readonly<Record<string, Operation>>;

/** A form of an operation that is not written: what of it, for the end of a sentence. */
export class Unsupported extends Error {}

/** The list of integers that an input is. @throws Unsupported when it is computed */
export function listOf({ op }: GraphNode, tensor: GraphTensor, onnx: OnnxWriter): number[] {
  const values = onnx.numbers(tensor);
  if (values) return [...values];
  throw new Unsupported(`${op} of what is computed`);
}

/** The integer that an input is. @throws Unsupported when it is computed */
export function integerOf(node: GraphNode, tensor: GraphTensor, onnx: OnnxWriter): number {
  return listOf(node, tensor, onnx)[0]!;
}

/** An attribute that is an integer. */
export function int(attribute: AttrValue | undefined, byDefault = 0): number {
  return attribute?.i ?? byDefault;
}

/** An attribute that is a list of integers. */
export function ints(attribute: AttrValue | undefined): readonly number[] {
  return attribute?.list?.i ?? [];
}

/** An attribute that is a word. */
export function word(attribute: AttrValue | undefined): string {
  return attribute?.s ? new TextDecoder().decode(attribute.s) : '';
}

/** An axis counted from the first one. */
export function fromFirst(axis: number, { shape }: GraphTensor): number {
  return axis < 0 ? axis + shape.length : axis;
}
