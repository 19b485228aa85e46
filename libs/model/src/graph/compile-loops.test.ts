import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { type CompiledLoops, compileLoops, type LoopBody } from './compile-loops.ts';
import { buildLoopGraph, CARRY, INDEX } from './loop-graph.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { recordStep, type StepFunction, type StepInputs } from './record-step.ts';
import type { NodeDef } from './saved-model.ts';

const temporary = mkdtempSync(join(tmpdir(), 'chorus-test-')); // other tests compile, too

beforeAll(async () => {
  vi.stubEnv('TMPDIR', temporary);
  await startBackend({ allowCpu: true, threads: 1 });
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

/** All that a leak would show in, besides these tensors. */
function counts(...tensors: tf.Tensor[]) {
  const backend = nodeBackend()!;
  // tfjs writes values to TensorFlow when they are first used: not to be taken for a leak.
  backend.getInputTensorIds(tensors);
  backend.getInputTensorIds(Object.values(tf.engine().registeredVariables));
  return {
    tensors: tf.memory().numTensors,
    tensorFlow: backend.getNumOfTFTensors(),
    sessions: backend.getNumOfSavedModels(),
    folders: readdirSync(temporary),
  };
}

/** A loop with a scalar carry and, for two examples, scalars as its input `x`. */
function source(body: LoopBody<tf.Scalar>, values: readonly [number, number] = [1, 2]) {
  const [one, other] = values.map((x, index) => ({
    carry: tf.scalar(index),
    index,
    inputs: { x: tf.scalar(x) },
  }));
  return { body, examples: [one!, other!] as const };
}

function compile(...bodies: LoopBody<tf.Scalar>[]): CompiledLoops<tf.Scalar> {
  const { loops, reason } = compileLoops(bodies.map((body) => source(body)));
  expect(reason).toBeUndefined();
  return loops!;
}

/** What the loop makes of 0 with this x. */
function run(
  loops: CompiledLoops<tf.Scalar>,
  { loop = 0, first = 0, end = 1, x = 1 }: Partial<Record<'loop' | 'first' | 'end' | 'x', number>>,
): number {
  return loops.run(loop, tf.scalar(0), first, end, { x: tf.scalar(x) }).dataSync()[0]!;
}

/** Why the body is refused, which must leave nothing behind. */
function refusal(body: LoopBody<tf.Scalar>): string | undefined {
  const refused = source(body);
  const tensors = refused.examples.flatMap(({ carry, inputs }) => [carry, inputs.x]);
  const before = counts(...tensors);
  const { loops, reason } = compileLoops([refused]);
  expect(loops).toBeUndefined();
  expect(counts()).toEqual(before);
  return reason;
}

/** The nodes that must have run before a node, by name. */
function nodesBefore(name: string, nodes: readonly NodeDef[]): Set<string> {
  const inputs = new Map(nodes.map((each) => [each.name, each.input ?? []]));
  const before = new Set<string>();
  const rest = [name];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const input of inputs.get(next)!) {
      const source = input.replace(/^\^|:\d+$/g, '');
      if (before.has(source)) continue;
      before.add(source);
      rest.push(source);
    }
  }
  return before;
}

const ANEW =
  /^it cannot be compiled: what is neither an input nor a variable changes from run to run/;

describeOnTensorFlow(() => {
  test('a loop hands its carry and its index from iteration to iteration', () => {
    const loops = compile((carry, index, { x }) => carry.mul(10).add(index.toFloat().mul(x!)));
    expect(run(loops, { first: 1, end: 4, x: 2 })).toBe(246);
    expect(run(loops, { first: 3, end: 4 })).toBe(3);
    expect(run(loops, { first: 3, end: 3 })).toBe(0);
    loops.dispose();
  });

  test('LOOP-1: an iteration reads what the one before has assigned, and its own old values', () => {
    const [one, other] = [1, 10].map((value): tf.Variable => tf.variable(tf.scalar(value)));
    const loops = compile((carry, _, { x }) => {
      const [before, otherBefore] = [one!.mul(1), other!.mul(1)];
      one!.assign(otherBefore);
      other!.assign(before.add(x!));
      return carry.mul(100).add(one!) as tf.Scalar;
    });
    expect(run(loops, { end: 3 })).toBe(100_211);
    loops.dispose();
  });

  test('loops compiled together share their variables, others do not', () => {
    const counter = tf.variable(tf.scalar(10));
    const add = (sign: number): LoopBody<tf.Scalar> => {
      return (carry, _, { x }) => {
        counter.assign(counter.add(x!.mul(sign)));
        return carry.mul(0).add(counter) as tf.Scalar;
      };
    };
    const [both, others] = [compile(add(1), add(-1)), compile(add(1))];
    expect(run(both, { end: 5 })).toBe(15);
    expect(run(both, { loop: 1, end: 2 })).toBe(13);
    expect(run(others, {})).toBe(11);
    for (const loops of [both, others]) loops.dispose();
  });

  test('compiling changes no variable; loops change them only when they are pulled', () => {
    const variable = tf.variable(tf.scalar(1));
    const loops = compile((carry, _, { x }) => {
      variable.assign(variable.mul(2).add(x!));
      return carry.clone();
    });
    run(loops, { end: 2, x: 0 });
    expect(variable.dataSync()[0]).toBe(1);
    loops.pull();
    expect(variable.dataSync()[0]).toBe(4);
    variable.assign(tf.scalar(5));
    loops.begin({});
    run(loops, { x: 0 });
    loops.pull();
    expect(variable.dataSync()[0]).toBe(10);
    loops.dispose();
  });

  test('LOOP-2: only what reads variables waits for the iteration before, where that assigns to some', () => {
    const variable = tf.variable(tf.scalar(1));
    const waits = (body: StepFunction) => {
      const example = { [CARRY]: tf.scalar(0), [INDEX]: tf.scalar(0, 'int32') };
      const { nodes } = buildLoopGraph(recordStep(body, [example]), new Set());
      const assign = nodes.find(({ name }) => name === 'loop0_assign_variable0');
      return ['ReadVariableOp', 'Sin', 'Cos'].map((wanted) => {
        const { name } = nodes.find(({ name, op }) => op === wanted && name.startsWith('loop0'))!;
        const before = nodesBefore(name, nodes);
        return before.has(assign?.name ?? 'loop0_switch_carry');
      });
    };
    expect(
      waits(({ carry, index }) => carry!.add(index!.toFloat().sin().add(variable.cos()))),
    ).toEqual([...[false, false, false]]);
    const assigning: StepFunction = ({ carry, index }) => {
      variable.assign(variable.add(1));
      return carry!.add(index!.toFloat().sin().add(variable.cos()));
    };
    expect(waits(assigning)).toEqual([true, false, true]);
  });

  test('LOOP-2: a thousand iterations that overlap count as far as they would one by one', () => {
    const variable = tf.variable(tf.zeros([20_000]));
    const loops = compile((carry, index) => {
      const prepared = tf.fill([20_000], 1).mul(index.toFloat()).sqrt().square().round();
      variable.assign(variable.add(prepared));
      return carry.mul(0).add(variable.max()) as tf.Scalar;
    });
    expect(run(loops, { end: 1001 })).toBe(500_500);
    expect(run(loops, { end: 1 })).toBe(500_500);
    loops.dispose();
  });

  test('resident inputs stay in the session, and need not be given again', () => {
    const bytes = { table: tf.tensor1d([3, 5, 7]) };
    const body: LoopBody<tf.Scalar> = (carry, index, { table }) =>
      carry.add(tf.gather(table!, index));
    const { loops } = compileLoops(
      [
        {
          body,
          examples: [
            { carry: tf.scalar(0), index: 0, inputs: bytes },
            { carry: tf.scalar(1), index: 1, inputs: bytes },
          ],
        },
      ],
      { resident: ['table'] },
    );
    tf.dispose(bytes);
    expect(loops!.run(0, tf.scalar(0), 0, 3).dataSync()[0]).toBe(15);
    loops!.dispose();
  });

  test('compiling, loops and pulling leave no tensor, no session and no folder behind', () => {
    const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
    const body: LoopBody<tf.Scalar> = (carry, _, { x }) => {
      variable.assign(variable.add(x!));
      return carry.clone();
    };
    const made = source(body);
    const { carry, inputs } = made.examples[0];
    const before = counts(carry, inputs.x, made.examples[1].carry, made.examples[1].inputs.x);
    const { loops } = compileLoops([made]);
    const { sessions, ...others } = counts();
    expect({ ...others, sessions: sessions - 1 }).toEqual(before);
    for (let call = 0; call < 3; call++) {
      loops!.run(0, carry, 0, 2, inputs).dispose();
      loops!.pull();
      loops!.begin({});
    }
    loops!.dispose();
    expect(counts()).toEqual(before);
  });

  test('LOOP-3: values pushed into a graph stay though the memory that they came from is overwritten', () => {
    const memory = new Float32Array(1000).fill(3);
    // TensorFlow shares memory that begins at a multiple of 64 bytes, and copies other memory.
    const variables = Array.from({ length: 16 }, (_, start) =>
      tf.variable(tf.tensor1d(memory.subarray(start, start + 900))),
    );
    const loops = compile((carry, _, { x }) => carry.add(tf.stack(variables).mul(x!).max()));
    memory.fill(7);
    expect(run(loops, {})).toBe(3);
    loops.dispose();
  });

  test("what tfjs's kernels leave out of their attributes is put in", () => {
    const loops = compile((carry, _, { x }) => carry.add(x!.expandDims(0).max()));
    expect(run(loops, { x: 6 })).toBe(6);
    loops.dispose();
  });

  test('inputs of a shape that was not compiled, or missing ones, are an error that says so', () => {
    const loops = compile((carry, _, { x }) => carry.add(x!));
    const call = (inputs: StepInputs, carry: tf.Tensor = tf.scalar(0)) =>
      loops.run(0, carry as tf.Scalar, 0, 1, inputs);
    expect(() => call({ x: tf.zeros([2, 3]) })).toThrow('with x [], and it is [2, 3]');
    expect(() => call({})).toThrow('with x [], and it is missing');
    expect(() => call({ x: tf.scalar(1) }, tf.zeros([1]))).toThrow('carry [], and it is [1]');
    loops.dispose();
  });

  test('a value that JavaScript computes anew in each run is refused, with where it goes', () => {
    let count = 0;
    const reason = refusal((carry, _, { x }) => carry.add(x!).mul(++count));
    expect(reason).toMatch(ANEW);
    expect(reason).toMatch(/: input 2 of operation 2, Mul \[\] \(1, then 2\)$/);
  });

  test('what JavaScript reads of a convolution is refused', () => {
    const reason = refusal((carry, _, { x }) => {
      const image: tf.Tensor4D = x!.reshape([1, 1, 1, 1]);
      return carry.mul(tf.conv2d(image, image, 1, 'same').dataSync()[0]!) as tf.Scalar;
    });
    expect(reason).toMatch(ANEW);
  });

  test('state outside variables is refused', () => {
    let kept: tf.Tensor = tf.keep(tf.fill([], 0));
    const reason = refusal((carry, _, { x }) => {
      const next = tf.keep(kept.add(x!));
      kept.dispose();
      kept = next;
      return carry.clone();
    });
    kept.dispose();
    expect(reason).toMatch(ANEW);
  });

  test('STEP-3: other operations from run to run, strings and a carry of another shape are refused', () => {
    expect(
      refusal((carry, _, { x }) => carry.add(x!.dataSync()[0] === 1 ? x!.square() : x!.exp())),
    ).toBe('it cannot be compiled: operation 1 is Square in one run and Exp in a second');
    expect(refusal((carry) => carry.add(tf.tensor1d(['a']).equal('b').any().toFloat()))).toMatch(
      /a tensor of TensorFlow type 7$/,
    );
    expect(refusal((carry) => carry.reshape([1]))).toMatch(/not of the type that it takes$/);
  });

  test('a body that throws is refused with its words; variables and backend are as before', () => {
    const variable = tf.variable(tf.scalar(1));
    const backend = nodeBackend()!;
    const { binding } = backend;
    let runs = 0;
    const reason = refusal((carry, _, { x }) => {
      variable.assign(variable.add(x!));
      if (++runs === 2) throw new Error('no more');
      return carry.clone();
    });
    expect(reason).toBe('it cannot be compiled: no more');
    expect(variable.dataSync()[0]).toBe(1);
    expect(backend.binding).toBe(binding);
    expect(Object.keys(backend)).not.toContain('getInputTensorIds');
    expect(Object.keys(tf.engine())).not.toContain('makeVariable');
  });
});

test('on another backend nothing is compiled, and the reason says so', async () => {
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  const { loops, reason } = compileLoops([source((carry) => carry.clone())]);
  expect(loops).toBeUndefined();
  expect(reason).toBe('only the TensorFlow backend compiles');
  await tf.setBackend(backend);
});
