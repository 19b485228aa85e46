import { bytesOf } from '@chorus/data';
import type { DataType, TensorValues } from '../backends/tensorflow/node-backend.ts';
import type { RecordedStep } from './recorded-step.ts';
import type { AttrValue, NodeDef, TensorShape } from './saved-model.ts';

/** An operation whose only attribute is the type of its inputs. */
export function node(op: string, name: string, dtype: DataType, input: readonly string[]): NodeDef {
  return { name, op, input, attr: { T: { type: dtype } } };
}

/** A node whose value is fed. */
export function placeholder(name: string, dtype: DataType, shape: readonly number[]): NodeDef {
  const attr = { dtype: { type: dtype }, shape: { shape: shapeOf(shape) } };
  return { name, op: 'Placeholder', attr };
}

/**
 * A node with a value of its own.
 *
 * @param values of the type that `dtype` says, row by row
 */
export function constant(
  name: string,
  dtype: DataType,
  shape: readonly number[],
  values: TensorValues,
): NodeDef {
  const tensor = { dtype, tensorShape: shapeOf(shape), tensorContent: bytesOf(values) };
  return { name, op: 'Const', attr: { dtype: { type: dtype }, value: { tensor } } };
}

/** An attribute as it was recorded. */
export function attributeOf({
  kind,
  value,
}: RecordedStep['ops'][number]['attributes'][number]): AttrValue {
  switch (kind) {
    case 'string':
      return text(value as string);
    case 'int':
      return Array.isArray(value) ? { list: { i: value } } : { i: value as number };
    case 'float':
      return Array.isArray(value) ? { list: { f: value } } : { f: value as number };
    case 'bool':
      return Array.isArray(value) ? { list: { b: value } } : { b: value as boolean };
    case 'type':
      return { type: value as number };
    case 'shape':
      return { shape: shapeOf(value as number[]) };
  }
}

/** A text as an attribute. */
export function text(value: string): AttrValue {
  return { s: new TextEncoder().encode(value) };
}

/** A shape as TensorFlow writes it. */
export function shapeOf(shape: readonly number[]): TensorShape {
  return { dim: shape.map((size) => ({ size })) };
}
