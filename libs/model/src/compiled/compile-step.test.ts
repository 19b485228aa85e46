import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startBackend } from '../backend.ts';
import { addonPath } from '../tensorflow-addon.ts';
import { smallTraining } from '../testing/small-steps.ts';
import { compileStep, type CompileResult, type ExamplePair } from './compile-step.ts';
import { nodeBackend } from './node-backend.ts';
import type { StepFunction, StepInputs } from './record-step.ts';
import { EagerStep, type TrainingStep } from './training-step.ts';

const withAddon = addonPath() !== undefined;

const temporary = mkdtempSync(join(tmpdir(), 'chorus-test-')); // other tests compile, too

beforeAll(async () => {
  vi.stubEnv('TMPDIR', temporary);
  await startBackend({ allowCpu: true, threads: 1 });
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

/** All that a leak would show in, besides these inputs. */
function counts(...inputs: StepInputs[]) {
  const backend = nodeBackend()!;
  // tfjs writes values to TensorFlow when they are first used: not to be taken for a leak.
  backend.getInputTensorIds(inputs.flatMap((each) => Object.values(each)));
  backend.getInputTensorIds(Object.values(tf.engine().registeredVariables));
  return {
    tensors: tf.memory().numTensors,
    tensorFlow: backend.getNumOfTFTensors(),
    sessions: backend.getNumOfSavedModels(),
    folders: readdirSync(temporary),
  };
}

function compiled<T extends tf.Tensor>(result: CompileResult<T>): TrainingStep<T> {
  expect(result.reason).toBeUndefined();
  return result.step;
}

/** Scalars named `x`, of which the first two become examples. */
function scalars(...values: number[]) {
  const tensors = values.map((x) => ({ x: tf.scalar(x) }));
  return { tensors, pairs: [[tensors[0]!, tensors[1]!]] as ExamplePair[] };
}

/** The step's refusal, which must leave it to be done eagerly. */
function refusal(step: StepFunction): string | undefined {
  const { tensors, pairs } = scalars(1, 2);
  const before = counts(...tensors);
  const result = compileStep(step, pairs);
  expect(counts()).toEqual(before);
  expect(result.step).toBeInstanceOf(EagerStep);
  tf.dispose(tensors);
  return result.reason;
}

describe.skipIf(!withAddon)('on TensorFlow', () => {
  test('without oneDNN five steps give the bits that they give eagerly, last batch included', async () => {
    const script = fileURLToPath(new URL('../testing/print-steps.ts', import.meta.url));
    const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: '0' };
    const run = async (how: string) =>
      JSON.parse((await promisify(execFile)(process.execPath, [script, how], { env })).stdout);
    const eager = await run('eager');
    expect(eager.losses).toHaveLength(5);
    expect(await run('compiled')).toEqual(eager);
  });

  test('with oneDNN the losses of five steps are within 1e-5 of the eager ones', () => {
    const [training, eager] = [smallTraining(), smallTraining()];
    const pair: ExamplePair = [training.inputs(1, 20), training.inputs(2, 20)];
    const step = compiled(compileStep(training.step, [pair]));
    for (let number = 1; number <= 5; number++) {
      const inputs = eager.inputs(number, 20);
      const [loss, correct] = step.run(inputs).dataSync();
      const [eagerLoss, eagerCorrect] = eager.step(inputs).dataSync();
      expect(Math.abs(loss! - eagerLoss!) / eagerLoss!).toBeLessThan(1e-5);
      expect(correct).toBe(eagerCorrect);
    }
    step.dispose();
    training.dispose();
    eager.dispose();
  });

  test('compiling changes no variable; steps change them only when they are pulled', () => {
    const training = smallTraining();
    const weight = training.weights[0]!;
    const values = weight.dataSync();
    const pair: ExamplePair = [training.inputs(1, 20), training.inputs(2, 20)];
    const step = compiled(compileStep(training.step, [pair]));
    step.run(pair[0]).dispose();
    expect(weight.dataSync()).toEqual(values);
    step.pull();
    expect(weight.dataSync()).not.toEqual(values);
    step.dispose();
    training.dispose();
  });

  test('compiling, steps and pulling leave no tensor, no session and no folder behind', () => {
    const training = smallTraining();
    const pair: ExamplePair = [training.inputs(1, 20), training.inputs(2, 20)];
    const before = counts(...pair);
    const step = compiled(compileStep(training.step, [pair]));
    const { sessions, ...others } = counts();
    expect({ ...others, sessions: sessions - 1 }).toEqual(before);
    for (let index = 0; index < 3; index++) {
      step.run(pair[0]).dispose();
      step.pull();
      step.push();
    }
    step.dispose();
    expect(counts()).toEqual(before);
    training.dispose();
  });

  test("tfjs's own optimizer and a LayersModel compile; its variables start where they were made", () => {
    const build = () => {
      const layers = [
        tf.layers.dense({
          units: 4,
          activation: 'tanh',
          inputShape: [3],
          kernelInitializer: 'ones',
        }),
        tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
      ];
      const model = tf.sequential({ layers });
      const optimizer = tf.train.adam(0.01);
      return ({ x, y }: StepInputs) => {
        const loss = () => tf.losses.meanSquaredError(y!, model.apply(x!) as tf.Tensor);
        return optimizer.minimize(loss as () => tf.Scalar, true)!;
      };
    };
    const inputs = (first: number) => ({
      x: tf.tensor2d([first, 0.2, -0.3, 0.1, -0.5, 0.4], [2, 3]),
      y: tf.tensor2d([0.5, -1], [2, 1]),
    });
    const [step, eager] = [compiled(compileStep(build(), [[inputs(1), inputs(2)]])), build()];
    for (let index = 0; index < 5; index++) {
      const loss = step.run(inputs(index)).dataSync()[0]!;
      expect(loss).toBeCloseTo(eager(inputs(index)).dataSync()[0]!, 5);
    }
    step.dispose();
  });

  test('two compiled steps do not share variables, though their graphs name them alike', () => {
    const { tensors, pairs } = scalars(1, 2);
    const counters = [10, 20].map((start) => {
      const counter = tf.variable(tf.scalar(start));
      const step: StepFunction = ({ x }) => {
        counter.assign(counter.add(x!));
        return counter.clone();
      };
      return compiled(compileStep(step, pairs));
    });
    const run = (step: TrainingStep) => step.run(tensors[0]!).dataSync()[0];
    expect([...counters, ...counters].map(run)).toEqual([11, 21, 12, 22]);
    for (const step of counters) step.dispose();
  });

  test('values pushed into a graph stay though the memory that they came from is overwritten', () => {
    const memory = new Float32Array(1000).fill(3);
    // TensorFlow shares memory that begins at a multiple of 64 bytes, and copies other memory.
    const variables = Array.from({ length: 16 }, (_, start) =>
      tf.variable(tf.tensor1d(memory.subarray(start, start + 900))),
    );
    const { tensors, pairs } = scalars(1, 2);
    const largest: StepFunction = ({ x }) => tf.stack(variables).mul(x!).max();
    const step = compiled(compileStep(largest, pairs));
    memory.fill(7);
    expect(step.run(tensors[0]!).dataSync()[0]).toBe(3);
    step.dispose();
  });

  test('inputs of a shape that was not compiled, or missing ones, are an error that says so', () => {
    const { tensors, pairs } = scalars(1, 2);
    const step = compiled(compileStep(({ x }) => x!.square(), pairs));
    expect(step.run(tensors[1]!).dataSync()[0]).toBe(4);
    expect(() => step.run({ x: tf.zeros([2, 3]) })).toThrow('shapes 2×3, only for scalar');
    expect(() => step.run({})).toThrow('an input x, which is missing');
    step.dispose();
  });

  test('a value that JavaScript computes anew in each run is refused, with where it goes', () => {
    let count = 0;
    expect(refusal(({ x }) => x!.add(1).mul(++count))).toMatch(
      /neither an input nor a variable.*: input 2 of operation 2, Mul \[\] \(2, then 3\)$/,
    );
  });

  test('state outside variables, other operations and tensors of strings are refused', () => {
    let kept: tf.Tensor = tf.keep(tf.fill([], 0));
    const moveKept: StepFunction = ({ x }) => {
      const next = tf.keep(kept.add(x!));
      kept.dispose();
      kept = next;
      return x!.clone();
    };
    expect(refusal(moveKept)).toMatch(/input 1 of operation 1, Add \[\] \(1, then 2\)$/);
    kept.dispose();
    expect(refusal(({ x }) => (x!.dataSync()[0] === 1 ? x!.square() : x!.exp()))).toBe(
      'the step cannot be compiled: operation 1 is Square in one run and Exp in a second',
    );
    expect(refusal(({ x }) => tf.tensor1d(['a']).equal('b').any().toFloat().add(x!))).toMatch(
      /a tensor of TensorFlow type 7$/,
    );
  });

  test('a step that throws is refused with its words; variables and backend are as before', () => {
    const variable = tf.variable(tf.scalar(1));
    const backend = nodeBackend()!;
    const { binding } = backend;
    let runs = 0;
    const reason = refusal(({ x }) => {
      variable.assign(variable.add(x!));
      if (++runs === 2) throw new Error('no more');
      return x!.clone();
    });
    expect(reason).toBe('the step cannot be compiled: no more');
    expect(variable.dataSync()[0]).toBe(1);
    expect(backend.binding).toBe(binding);
    expect(Object.keys(backend)).not.toContain('getInputTensorIds');
    expect(Object.keys(tf.engine())).not.toContain('makeVariable');
  });
});

test('on another backend a step is done eagerly, and the reason says so', async () => {
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  const { tensors, pairs } = scalars(3, 4);
  const { step, reason } = compileStep(({ x }) => x!.square(), pairs);
  expect(reason).toBe('only the TensorFlow backend compiles steps');
  expect(step.run(tensors[0]!).dataSync()[0]).toBe(9);
  await tf.setBackend(backend);
});
