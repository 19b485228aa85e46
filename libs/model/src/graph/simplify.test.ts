import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { recordedTraining } from '../testing/small-steps.ts';
import { compileLoops } from './compile-loops.ts';
import { recordStep, type StepFunction, type StepInputs } from './record-step.ts';
import { simplify } from './simplify.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const X = () => ({ x: tf.tensor2d([-2, -1, -0.5, 0.5, 1, 2], [2, 3]) });

/** The names of its operations, simplified; what it gives is checked against the eager step. */
function simplified(step: StepFunction, inputs: StepInputs = X()): string[] {
  const eager = tf.tidy(() => step(inputs));
  const example = { carry: tf.zerosLike(eager), index: 0, inputs };
  const { loops, reason } = compileLoops([
    {
      body: (carry, _, given) => carry.cast(eager.dtype).add(step(given)),
      examples: [example, example],
    },
  ]);
  expect(reason).toBeUndefined();
  const values = loops!.run(0, example.carry, 0, 1, inputs);
  expect(values.shape).toEqual(eager.shape);
  const expected = eager.dataSync();
  for (const [index, value] of values.dataSync().entries()) {
    expect(value).toBeCloseTo(expected[index]!, 5);
  }
  loops!.dispose();
  return simplify(recordStep(step, [inputs])[0]!).ops.map(({ op }) => op);
}

/** A step that returns the gradient of a sum of squares, so that it differs between elements. */
function gradientOf(f: (x: tf.Tensor) => tf.Tensor): StepFunction {
  return ({ x }) => tf.grad((each) => f(each).square().sum())(x!);
}

describeOnTensorFlow(() => {
  test("the training step loses tfjs's detours, and keeps what TensorFlow needs", () => {
    const { recorded, weights } = recordedTraining();
    const ops = simplify(recorded).ops.map(({ op }) => op);
    const count = (name: string) => ops.filter((op) => op === name).length;
    for (const gone of ['IsNan', 'Select', 'Fill', 'BatchMatMulV2']) expect(count(gone)).toBe(0);
    expect(count('ReluGrad')).toBe(count('Relu'));
    expect([count('BiasAdd'), count('BiasAddGrad')]).toEqual([weights / 2, weights / 2]);
    expect(ops.length).toBeLessThan(recorded.ops.length * 0.7);
  });

  test('STEP-1, STEP-2: a tensor has one source, which comes before the operations that use it', () => {
    const { recorded } = recordedTraining();
    for (const { inputs, state, constants, ops, output } of [recorded, simplify(recorded)]) {
      const made = [
        ...inputs.map(({ tensor }) => tensor),
        ...state.map(({ before }) => before),
        ...constants.map(({ tensor }) => tensor),
      ];
      for (const op of ops) {
        expect(made).toEqual(expect.arrayContaining([...op.inputs]));
        made.push(...op.outputs);
      }
      expect(made).toEqual(expect.arrayContaining([output, ...state.map(({ after }) => after)]));
      expect(new Set(made).size).toBe(made.length);
    }
  });

  test('operations that nothing depends on are left out, those of variables are not', () => {
    const variable = tf.variable(tf.scalar(0));
    const step: StepFunction = ({ x }) => {
      x!.exp().sqrt();
      variable.assign(x!.max());
      return x!.square();
    };
    expect(simplified(step)).toEqual(['Max', 'Square']);
  });

  test('a cast to the same type and reshapes that cancel out are left out, others are not', () => {
    expect(simplified(({ x }) => x!.reshape([3, 2]).reshape([2, 3]).square())).toEqual(['Square']);
    expect(simplified(({ x }) => x!.reshape([3, 2]).reshape([6]).square())).toEqual([
      'Reshape',
      'Square',
    ]);
    expect(simplified(({ x }) => x!.cast('int32').cast('float32'))).toEqual(['Cast', 'Cast']);
  });

  test('what is computed twice of the same is computed once, what only looks alike is not', () => {
    expect(simplified(({ x }) => tf.add(x!.exp().neg(), x!.exp().sqrt()))).toEqual([
      ...['Exp', 'Neg', 'Sqrt', 'Add'],
    ]);
    expect(simplified(({ x }) => tf.sub(x!.sum(0), x!.mul(2).sum(0)))).toEqual([
      ...['BiasAddGrad', 'Mul', 'BiasAddGrad', 'Sub'],
    ]);
    const divided = simplified(({ x }) => tf.stack([tf.div(x!, 0), tf.div(x!, -0)]), {
      x: tf.ones([2]),
    });
    expect(divided.filter((op) => op === 'RealDiv')).toHaveLength(2);
    const sums = simplified(({ x }) => tf.add(x!.max(0), x!.min(0)));
    expect(sums).toEqual(['Max', 'Min', 'Add']);
  });

  test('only a vector added along the last axis is a bias', () => {
    expect(simplified(({ x }) => x!.add(tf.tensor1d([1, 2, 3])))).toEqual(['BiasAdd']);
    expect(simplified(({ x }) => x!.add(tf.tensor2d([[1], [2]])))).toEqual(['Add']);
    expect(simplified(({ x }) => x!.add(tf.tensor1d([1])))).toEqual(['Add']);
    expect(simplified(({ x }) => tf.add(tf.tensor1d([1, 2, 3]), x!))).toEqual(['Add']);
  });

  test("only a sum over all axes but the last is a bias's gradient", () => {
    expect(simplified(({ x }) => x!.sum(0))).toEqual(['BiasAddGrad']);
    expect(simplified(({ x }) => x!.sum(1))).toEqual(['Sum']);
    expect(simplified(({ x }) => x!.sum())).toContain('Sum');
    expect(simplified(({ x }) => x!.reshape([1, 2, 3]).sum([0, 2]))).toContain('Sum');
  });

  test('a batch of matrices stays one; a single product keeps its transposes', () => {
    expect(simplified(({ x }) => tf.matMul(x!, x!, false, true))).toEqual(['MatMul']);
    expect(simplified(({ x }) => tf.matMul(x!, x!, true, false))).toEqual(['MatMul']);
    const batch = { x: tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]) };
    expect(simplified(({ x }) => tf.matMul(x!, x!), batch)).toEqual(['BatchMatMulV2']);
  });

  test("ReLU's gradient is one operation; that of a step with a slope is not", () => {
    expect(simplified(gradientOf((x) => x.relu()))).toContain('ReluGrad');
    expect(simplified(gradientOf((x) => x.leakyRelu(0.3)))).not.toContain('ReluGrad');
    expect(simplified(({ x }) => x!.mul(x!.step(0.5)))).not.toContain('ReluGrad');
    expect(simplified(({ x }) => x!.mul(x!.sub(1).step()))).toContain('ReluGrad');
  });
});
