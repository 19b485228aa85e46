import type { RecordedStep, TensorId } from './recorded-step.ts';
import type { AttrValue, NodeDef, TensorShape } from './saved-model.ts';

/** What is fed and fetched in one call of a graph: names as the addon takes them. */
export interface Signature {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Steps that share their variables, as one TensorFlow graph.
 *
 * G1: a step reads each variable once, before it assigns to any.
 * G2: a step's result is there only after all its variables are assigned.
 * G3: variables own their memory: what `init` is fed may change afterwards.
 */
export interface StepGraph {
  readonly nodes: readonly NodeDef[];
  /** Names of the variables, in the order of `init`'s inputs and `read`'s outputs. */
  readonly variables: readonly string[];
  /** Gives the variables their values; fetches something without meaning. */
  readonly init: Signature;
  /** One for each recorded step: its inputs in its order; its result. */
  readonly steps: readonly Signature[];
  /** Fetches what the variables hold. */
  readonly read: Signature;
}

/** Writes recorded steps, one for each shape of batch, as one graph. */
export function buildGraph(steps: readonly RecordedStep[]): StepGraph {
  const variables = variablesOf(steps);
  const nodes: NodeDef[] = [...variables.values()].flatMap(variableNodes);
  const handles = new Map([...variables].map(([name, { handle }]) => [name, handle]));
  const initialised = [...variables.values()].map(({ handle }) => `^${handle}_init`);
  nodes.push({
    ...constant('init', 3, [], new Int32Array(1)),
    input: initialised,
  });
  return {
    variables: [...variables.keys()],
    init: {
      inputs: [...handles.values()].map((handle) => `${handle}_value:0`),
      outputs: ['init:0'],
    },
    steps: steps.map((step, index) => {
      nodes.push(...stepNodes(step, `step${index}`, handles));
      return {
        inputs: step.inputs.map((_, input) => `step${index}_input${input}:0`),
        outputs: [`step${index}:0`],
      };
    }),
    read: { inputs: [], outputs: [...handles.values()].map((handle) => `${handle}_read:0`) },
    nodes,
  };
}

interface GraphVariable {
  /** Name of its node. */
  readonly handle: string;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** By the names that tfjs knows them by. */
function variablesOf(steps: readonly RecordedStep[]): Map<string, GraphVariable> {
  const variables = new Map<string, GraphVariable>();
  for (const { state, tensors } of steps) {
    for (const { name, before } of state) {
      if (variables.has(name)) continue;
      variables.set(name, { handle: `variable${variables.size}`, ...tensors[before]! });
    }
  }
  return variables;
}

function variableNodes({ handle, dtype, shape }: GraphVariable): NodeDef[] {
  const type = { dtype: { type: dtype } };
  return [
    {
      name: handle,
      op: 'VarHandleOp',
      attr: { ...type, shape: { shape: shapeOf(shape) }, shared_name: text(handle) },
    },
    placeholder(`${handle}_value`, dtype, shape),
    // The addon shares JavaScript's memory with TensorFlow (G3).
    {
      name: `${handle}_copy`,
      op: 'DeepCopy',
      input: [`${handle}_value:0`],
      attr: { T: { type: dtype } },
    },
    {
      name: `${handle}_init`,
      op: 'AssignVariableOp',
      input: [`${handle}:0`, `${handle}_copy:0`],
      attr: type,
    },
    { name: `${handle}_read`, op: 'ReadVariableOp', input: [`${handle}:0`], attr: type },
  ];
}

/** All of a step, under names that begin with `prefix`; the node `prefix` is its result. */
function stepNodes(
  step: RecordedStep,
  prefix: string,
  handles: ReadonlyMap<string, string>,
): NodeDef[] {
  const { tensors, inputs, state, constants, ops, output } = step;
  const nodes: NodeDef[] = [];
  const sources = new Map<TensorId, string>();
  const add = (node: NodeDef, outputs: readonly TensorId[]) => {
    nodes.push(node);
    for (const [index, tensor] of outputs.entries()) sources.set(tensor, `${node.name}:${index}`);
  };
  for (const [index, { tensor }] of inputs.entries()) {
    const { dtype, shape } = tensors[tensor]!;
    add(placeholder(`${prefix}_input${index}`, dtype, shape), [tensor]);
  }
  for (const { name, before } of state) {
    const attr = { dtype: { type: tensors[before]!.dtype } };
    const handle = handles.get(name)!;
    const input = [`${handle}:0`];
    add({ name: `${prefix}_read_${handle}`, op: 'ReadVariableOp', input, attr }, [before]);
  }
  for (const [index, { tensor, values }] of constants.entries()) {
    const { dtype, shape } = tensors[tensor]!;
    add(constant(`${prefix}_constant${index}`, dtype, shape, values), [tensor]);
  }
  for (const [index, { op, attributes, inputs, outputs }] of ops.entries()) {
    const attr = Object.fromEntries(attributes.map((each) => [each.name, attributeOf(each)]));
    const input = inputs.map((tensor) => sources.get(tensor)!);
    add({ name: `${prefix}_op${index}`, op, input, attr }, outputs);
  }
  const reads = state.map(({ name }) => `^${prefix}_read_${handles.get(name)!}`);
  const changed = state.filter(({ before, after }) => before !== after);
  for (const { name, after } of changed) {
    nodes.push({
      name: `${prefix}_assign_${handles.get(name)!}`,
      op: 'AssignVariableOp',
      input: [`${handles.get(name)!}:0`, sources.get(after)!, ...reads],
      attr: { dtype: { type: tensors[after]!.dtype } },
    });
  }
  nodes.push({
    name: prefix,
    op: 'Identity',
    input: [
      sources.get(output)!,
      ...changed.map(({ name }) => `^${prefix}_assign_${handles.get(name)!}`),
    ],
    attr: { T: { type: tensors[output]!.dtype } },
  });
  return nodes;
}

function placeholder(name: string, dtype: number, shape: readonly number[]): NodeDef {
  const attr = { dtype: { type: dtype }, shape: { shape: shapeOf(shape) } };
  return { name, op: 'Placeholder', attr };
}

function constant(
  name: string,
  dtype: number,
  shape: readonly number[],
  values: RecordedStep['constants'][number]['values'],
): NodeDef {
  const tensorContent = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const tensor = { dtype, tensorShape: shapeOf(shape), tensorContent };
  return { name, op: 'Const', attr: { dtype: { type: dtype }, value: { tensor } } };
}

function attributeOf({
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

function text(value: string): AttrValue {
  return { s: new TextEncoder().encode(value) };
}

function shapeOf(shape: readonly number[]): TensorShape {
  return { dim: shape.map((size) => ({ size })) };
}
