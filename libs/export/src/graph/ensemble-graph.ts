import type { AttrValue, DataType, FreeShape, TensorValues } from '@chorus/model';

/** A tensor of a graph. */
export interface GraphTensor {
  /** The node that gives it. */
  readonly node: string;
  /** Which of the node's outputs it is, from 0. */
  readonly output: number;
  readonly dtype: DataType;
  readonly shape: FreeShape;
}

/** An operation of TensorFlow in its place. */
export interface GraphNode {
  /** Letters, digits, `_`, `.` and `/`; no other node has it. */
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  readonly attributes: Readonly<Record<string, AttrValue>>;
  /** What a `Const` holds, row by row. */
  readonly values?: TensorValues | readonly string[];
  /** The layer that it belongs to, and the member that has it, for people: `layer conv1 of member 2`. */
  readonly layer?: string;
}

/** An input of an ensemble as callers name it. */
export interface GraphInput {
  readonly name: string;
  readonly tensor: GraphTensor;
}

/** What an exported ensemble gives, in this order. */
export const OUTPUTS = ['class', 'probabilities', 'uncertainty', 'mutual_information'] as const;

/** One of {@link OUTPUTS}. */
export type OutputName = (typeof OUTPUTS)[number];

/** A whole ensemble as operations of TensorFlow, each after those whose outputs it takes. */
export interface EnsembleGraph {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphInput[];
  readonly outputs: Readonly<Record<OutputName, GraphTensor>>;
}
