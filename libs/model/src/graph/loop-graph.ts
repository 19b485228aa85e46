import { DATA_TYPES, type DataType } from '../backends/tensorflow/node-backend.ts';
import { LoopWriter } from './loop-writer.ts';
import { attributeOf, constant, node, placeholder, shapeOf, text } from './node-defs.ts';
import type { RecordedStep, TensorId } from './recorded-step.ts';
import type { NodeDef } from './saved-model.ts';

/** What is fed and fetched in one call of a graph: names as the addon takes them. */
export interface Signature {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The inputs of a recorded step that a loop itself gives it. */
export const CARRY = 'carry';
export const INDEX = 'index';

/**
 * Loops that share their variables, as one TensorFlow graph.
 *
 * LOOP-1: an iteration reads each variable once, before it assigns to any.
 * LOOP-2: an iteration reads variables when all those of the one before are assigned; the result is
 *   there only after those of the last. What depends on no variable, such as a batch, its augmentation and
 *   random numbers, is computed while the iteration before is under way. Where a loop assigns to no
 *   variable, iterations wait for one another's carry alone.
 * LOOP-3: variables own their memory: what they are given may change afterwards. Inputs that stay
 *   in the session need not: nothing assigns to them.
 */
export interface LoopGraph {
  readonly nodes: readonly NodeDef[];
  /** Names of the variables, in the order of `read`'s outputs. */
  readonly variables: readonly string[];
  /** Fetches what the variables hold. */
  readonly read: Signature;
  /** Names of the inputs that stay in the session. */
  readonly residents: readonly string[];
  /** Gives them, then the variables, their values; fetches something without meaning. */
  readonly begin: Signature;
  /** One for each recorded step: first index, end index, carry, then `feeds`; the carry after. */
  readonly loops: readonly (Signature & { readonly feeds: readonly string[] })[];
}

/**
 * Writes recorded steps as the bodies of loops. A step has the inputs {@link CARRY}, of whose type
 * and shape its output is, and, if it uses it, {@link INDEX}, an int32 scalar.
 *
 * @param resident the inputs that stay in the session from call to call
 */
export function buildLoopGraph(
  steps: readonly RecordedStep[],
  resident: ReadonlySet<string>,
): LoopGraph {
  const variables = variablesOf(steps);
  const residents = residentsOf(steps, resident);
  const [trained, resting] = [[...variables.values()], [...residents.values()]];
  const given = [...resting, ...trained];
  const begin: NodeDef = {
    ...constant('begin', DATA_TYPES.int32, [], new Int32Array(1)),
    input: given.map(({ handle }) => `^${handle}_init`),
  };
  const loops = steps.map((step, index) => loopOf(step, `loop${index}`, variables, residents));
  return {
    nodes: [
      ...trained.flatMap(copiedVariableNodes),
      ...resting.flatMap((resident) => variableNodes(resident)),
      begin,
      ...loops.flatMap(({ nodes }) => nodes),
    ],
    variables: [...variables.keys()],
    read: {
      inputs: [],
      outputs: trained.map(({ handle }) => `${handle}_read:0`),
    },
    residents: [...residents.keys()],
    begin: { inputs: given.map(({ handle }) => `${handle}_value:0`), outputs: ['begin:0'] },
    loops: loops.map(({ signature }) => signature),
  };
}

interface GraphVariable {
  /** Name of its node. */
  readonly handle: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** The variables by the names that tfjs knows them by. */
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

/** The resident inputs by their names. */
function residentsOf(
  steps: readonly RecordedStep[],
  resident: ReadonlySet<string>,
): Map<string, GraphVariable> {
  const residents = new Map<string, GraphVariable>();
  for (const { inputs, tensors } of steps) {
    for (const { name, tensor } of inputs) {
      if (!resident.has(name) || residents.has(name)) continue;
      residents.set(name, { handle: `resident${residents.size}`, ...tensors[tensor]! });
    }
  }
  return residents;
}

/** A variable that copies what it is given: the addon shares JavaScript's memory (LOOP-3). */
function copiedVariableNodes(variable: GraphVariable): NodeDef[] {
  const { handle, dtype } = variable;
  const copy = node('DeepCopy', `${handle}_copy`, dtype, [`${handle}_value:0`]);
  return [copy, ...variableNodes(variable, `${copy.name}:0`)];
}

/**
 * The nodes of a variable that begins with a value.
 *
 * @param value what it is given; by default, what is fed itself
 */
function variableNodes(
  { handle, dtype, shape }: GraphVariable,
  value = `${handle}_value:0`,
): NodeDef[] {
  const type = { dtype: { type: dtype } };
  return [
    {
      name: handle,
      op: 'VarHandleOp',
      attr: { ...type, shape: { shape: shapeOf(shape) }, shared_name: text(handle) },
    },
    placeholder(`${handle}_value`, dtype, shape),
    {
      name: `${handle}_init`,
      op: 'AssignVariableOp',
      input: [`${handle}:0`, value],
      attr: type,
    },
    { name: `${handle}_read`, op: 'ReadVariableOp', input: [`${handle}:0`], attr: type },
  ];
}

/**
 * A loop in TensorFlow's control flow of five operations (Yu et al., "Dynamic Control Flow in
 * Large-Scale Machine Learning", 2018): values come in through Enter, Merge takes the first or the
 * next, Switch leads into the body or, through Exit, out. A node of the body that has no input from
 * it, such as a constant, waits for the pivot.
 */
function loopOf(
  step: RecordedStep,
  name: string,
  variables: ReadonlyMap<string, GraphVariable>,
  residents: ReadonlyMap<string, GraphVariable>,
) {
  const { tensors, inputs, state } = step;
  const assigning = state.some(({ before, after }) => before !== after);
  const loop = new LoopWriter(name, assigning);
  const carry = tensors[inputs.find((input) => input.name === CARRY)!.tensor]!;
  const scalar = { dtype: DATA_TYPES.int32, shape: [] };
  const first = loop.enter('first', loop.feed('first', scalar), DATA_TYPES.int32);
  const end = loop.enter('end', loop.feed('end', scalar), DATA_TYPES.int32, true);
  const start = loop.enter(CARRY, loop.feed(CARRY, carry), carry.dtype);

  const index = loop.merge(INDEX, DATA_TYPES.int32, first);
  const carried = loop.merge(CARRY, carry.dtype, start);
  const less = loop.add(node('Less', `${name}_less`, DATA_TYPES.int32, [index, end]));
  const goOn = loop.add({ name: `${name}_condition`, op: 'LoopCond', input: [less] });
  loop.add(node('Switch', `${name}_switch_index`, DATA_TYPES.int32, [index, goOn]));
  const out = loop.add(node('Switch', `${name}_switch_carry`, carry.dtype, [carried, goOn]));
  const pivot = loop.add(
    node('Identity', loop.pivot, DATA_TYPES.int32, [`${name}_switch_index:1`]),
  );

  if (assigning) {
    // The carry comes when all variables of the iteration before are assigned.
    loop.add(node('Identity', loop.readable, carry.dtype, [`${name}_switch_carry:1`]));
  }
  const sources = new Map<TensorId, string>();
  const feeds: string[] = [];
  for (const { name: input, tensor } of inputs) {
    if (input === INDEX) sources.set(tensor, pivot);
    else if (input === CARRY) sources.set(tensor, `${name}_switch_carry:1`);
    else {
      const resident = residents.get(input);
      if (!resident) feeds.push(input);
      const value = resident ? `${resident.handle}_read:0` : loop.feed(input, tensors[tensor]!);
      sources.set(tensor, loop.enter(`input_${input}`, value, tensors[tensor]!.dtype, true));
    }
  }
  const { result, assigns } = bodyOf(step, loop, sources, variables);
  const one = loop.addAfterPivot(constant(`${name}_one`, DATA_TYPES.int32, [], Int32Array.of(1)));
  const next = loop.add(node('AddV2', `${name}_add`, DATA_TYPES.int32, [pivot, one]));
  loop.next(INDEX, DATA_TYPES.int32, [next]);
  loop.next(CARRY, carry.dtype, [result, ...assigns]);
  const exit = loop.add(node('Exit', `${name}_exit`, carry.dtype, [out]));
  loop.add(node('Identity', name, carry.dtype, [exit]));
  const inputNames = ['first', 'end', CARRY, ...feeds].map((each) => `${loop.feedName(each)}:0`);
  return { nodes: loop.nodes, signature: { feeds, inputs: inputNames, outputs: [`${name}:0`] } };
}

/**
 * The operations of one iteration.
 *
 * @param sources where the inputs come from; all others are added
 * @returns where the result comes from, and the assignments as control inputs
 */
function bodyOf(
  { tensors, state, constants, ops, output }: RecordedStep,
  loop: LoopWriter,
  sources: Map<TensorId, string>,
  variables: ReadonlyMap<string, GraphVariable>,
): { result: string; assigns: string[] } {
  const held = state.map(({ name: variable, before, after }) => {
    const { handle, dtype } = variables.get(variable)!;
    const entered = loop.enter(handle, `${handle}:0`, DATA_TYPES.resource, true);
    const name = `${loop.name}_read_${handle}`;
    const attr = { dtype: { type: dtype } };
    const input = [entered, `^${loop.readable}`];
    const read = loop.add({ name, op: 'ReadVariableOp', input, attr });
    sources.set(before, read);
    return { handle, entered, attr, after, changed: before !== after };
  });
  for (const [at, { tensor, values }] of constants.entries()) {
    const { dtype, shape } = tensors[tensor]!;
    const name = `${loop.name}_constant${at}`;
    sources.set(tensor, loop.addAfterPivot(constant(name, dtype, shape, values)));
  }
  for (const [at, { op, attributes, inputs, outputs }] of ops.entries()) {
    const name = `${loop.name}_op${at}`;
    const attr = Object.fromEntries(attributes.map((each) => [each.name, attributeOf(each)]));
    const input = inputs.map((tensor) => sources.get(tensor)!);
    if (input.length === 0) loop.addAfterPivot({ name, op, attr });
    else loop.add({ name, op, input, attr });
    for (const [index, tensor] of outputs.entries()) sources.set(tensor, `${name}:${index}`);
  }
  const reads = held.map(({ handle }) => `^${loop.name}_read_${handle}`);
  const changed = held.filter((variable) => variable.changed);
  for (const { handle, entered, attr, after } of changed) {
    const input = [entered, sources.get(after)!, ...reads];
    loop.add({ name: `${loop.name}_assign_${handle}`, op: 'AssignVariableOp', input, attr });
  }
  return {
    result: sources.get(output)!,
    assigns: changed.map(({ handle }) => `^${loop.name}_assign_${handle}`),
  };
}
