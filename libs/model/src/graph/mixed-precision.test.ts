import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { DATA_TYPES } from '../backends/tensorflow/node-backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { recordedTraining, smallTraining } from '../testing/small-steps.ts';
import { compileSteps } from '../train/compiled-steps.ts';
import { compileLoops, type Precision } from './compile-loops.ts';
import { inBfloat16 } from './mixed-precision.ts';
import { recordStep, type StepFunction, type StepInputs } from './record-step.ts';
import type { RecordedStep } from './recorded-step.ts';
import { simplify } from './simplify.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** A small training step's operations, in bfloat16. */
function convertedTraining(): RecordedStep {
  return inBfloat16(simplify(recordedTraining().recorded));
}

/** What the operations of a name are done in. */
function typesOf({ ops, tensors }: RecordedStep, name: string): Set<number> {
  const typed = ops.filter(({ op }) => op === name);
  return new Set(typed.flatMap(({ outputs }) => outputs.map((output) => tensors[output]!.dtype)));
}

/** What a step gives, compiled. */
function run(step: StepFunction, inputs: StepInputs, precision: Precision): Float32Array {
  const eager = tf.tidy(() => step(inputs));
  const example = { carry: tf.zerosLike(eager), index: 0, inputs };
  const { loops, reason } = compileLoops(
    [{ body: (carry, _, given) => carry.add(step(given)), examples: [example, example] }],
    { precision },
  );
  expect(reason).toBeUndefined();
  const values = loops!.run(0, example.carry, 0, 1, inputs).dataSync<'float32'>();
  loops!.dispose();
  return values;
}

function farthest(one: Float32Array, other: Float32Array): number {
  return Math.max(...one.map((value, index) => Math.abs(value - other[index]!)));
}

describeOnTensorFlow(() => {
  test('convolutions, products and what lies between them are in bfloat16; loss, sums and optimizer are not', () => {
    const step = convertedTraining();
    for (const op of ['Conv2D', 'Conv2DBackpropFilter', 'MatMul', 'MaxPool', 'MaxPoolGrad']) {
      expect([op, ...typesOf(step, op)]).toEqual([op, DATA_TYPES.bfloat16]);
    }
    for (const op of ['LogSoftmax', 'Exp', 'Sum', 'Mean', 'Sqrt', 'RealDiv', 'Square']) {
      expect([op, ...typesOf(step, op)]).not.toContain(DATA_TYPES.bfloat16);
    }
    expect(typesOf(step, 'Sqrt').size).toBe(1); // Adam's
    for (const { before, after } of step.state) {
      expect(step.tensors[before]!.dtype).toBe(DATA_TYPES.float32);
      expect(step.tensors[after]!.dtype).toBe(DATA_TYPES.float32);
    }
  });

  test('no tensor is cast twice to the same type', () => {
    const casts = convertedTraining().ops.filter(({ op }) => op === 'Cast');
    const toBfloat16 = casts.filter(({ attributes }) =>
      attributes.some(({ name, value }) => name === 'DstT' && value === DATA_TYPES.bfloat16),
    );
    const sources = toBfloat16.map(({ inputs }) => inputs[0]);
    expect(new Set(sources).size).toBe(sources.length);
    expect(sources.length).toBeGreaterThan(0);
  });

  test('ten steps have nearly the losses of float32, and other bits', () => {
    const losses = (['float32', 'bfloat16'] as const).map((precision) => {
      const training = smallTraining(0);
      const { steps, reason } = compileSteps(training.options, training.step, training.feed, {
        precision,
      });
      expect(reason).toBeUndefined();
      const found = training.losses(steps!, 10);
      steps!.dispose();
      training.dispose();
      return found;
    });
    const [exact, rounded] = losses as [number[], number[]];
    expect(rounded).not.toEqual(exact);
    for (const [index, loss] of rounded.entries()) {
      expect(Math.abs(loss / exact[index]! - 1)).toBeLessThan(0.02);
    }
  });

  test('GELU and its gradient between two products are right to the precision of bfloat16', () => {
    const gelu = (x: tf.Tensor) =>
      tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    const step: StepFunction = ({ x, one, other }) =>
      tf.grad((each) => tf.dot(gelu(tf.dot(each, one!)), other!))(x!);
    const inputs = {
      x: tf.linspace(-4, 4, 400).reshape([100, 4]),
      one: tf.eye(4),
      other: tf.eye(4),
    };
    const [exact, rounded] = [run(step, inputs, 'float32'), run(step, inputs, 'bfloat16')];
    expect(farthest(exact, rounded)).toBeGreaterThan(0);
    expect(farthest(exact, rounded)).toBeLessThan(0.02); // slopes are up to 1.13: 2^-7 and several roundings
    const recorded = inBfloat16(simplify(recordStep(step, [inputs])[0]!));
    expect(recorded.ops.map(({ op }) => op)).not.toContain('Erf');
    expect([...typesOf(recorded, 'Exp')]).toEqual([DATA_TYPES.bfloat16]);
  });

  test('a step without convolutions and products stays as it is', () => {
    const step = simplify(recordStep(({ x }) => x!.erf().exp().sum(), [{ x: tf.ones([3]) }])[0]!);
    expect(inBfloat16(step)).toEqual(step);
  });
});

test('erf by tanh is off by less than bfloat16 rounds by', () => {
  const x = tf.linspace(-5, 5, 10_001);
  const byTanh = tf.tanh(
    tf.mul(tf.mul(x, 2 / Math.sqrt(Math.PI)), tf.add(tf.mul(tf.square(x), 0.08943), 1)),
  );
  const off = tf.max(tf.abs(tf.sub(byTanh, tf.erf(x)))).dataSync()[0]!;
  expect(off).toBeLessThan(0.0005);
});
