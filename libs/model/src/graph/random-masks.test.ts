import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';
import { dropoutMask, dropoutMaskOnDevice } from '../networks/dropout-mask.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { compileLoops, type LoopBody } from './compile-loops.ts';
import { keptOffset } from './random-masks.ts';
import { recordStep, type StepFunction } from './record-step.ts';
import { simplify } from './simplify.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** The mask of step 0 as a loop computes it. */
function compiled(shape: readonly number[], rate: number): Float32Array {
  const body: LoopBody = (carry, index) =>
    carry.mul(0).add(dropoutMaskOnDevice(shape, rate, 5, index));
  const examples = [0, 1].map((index) => ({
    carry: tf.fill([...shape], index),
    index,
    inputs: {},
  }));
  const { loops, reason } = compileLoops([{ body, examples: [examples[0]!, examples[1]!] }]);
  expect(reason).toBeUndefined();
  const mask = loops!.run(0, examples[0]!.carry, 0, 1).dataSync<'float32'>();
  loops!.dispose();
  return mask;
}

function opsOf(step: StepFunction): string[] {
  const inputs = { step: tf.scalar(1, 'int32'), x: tf.ones([3]) };
  return simplify(recordStep(step, [inputs])[0]!).ops.map(({ op }) => op);
}

describeOnTensorFlow(() => {
  test.for([0, 2 ** -30, 0.1, 0.3, 1 / 3, 0.5, 0.75, 1 - 2 ** -23, 1 - 2 ** -24])(
    'a mask of rate %d that is computed without booleans is the same, bit by bit',
    (rate) => {
      const shape = [100, 401];
      expect(compiled(shape, rate)).toEqual(dropoutMask(shape, rate, 5, 0).dataSync());
    },
  );

  test('each number that a uniform one may be is on the side of each rate that it is on by comparison', () => {
    const numbers = Float32Array.from({ length: 2 ** 23 }, (_, word) => word / 2 ** 23);
    for (const rate of [0.1, 0.15, 0.3, 1 / 3, 0.4, 0.7, 2 ** -23, 2 ** -24, 1 - 2 ** -24].map(
      Math.fround,
    )) {
      const offset = Math.fround(keptOffset(rate));
      const differs = numbers.findIndex(
        (number) => Math.floor(Math.fround(number + offset)) !== (number >= rate ? 1 : 0),
      );
      expect(differs).toBe(-1);
    }
  });

  test('nothing else that is compared becomes other operations', () => {
    const uniform = (step: tf.Tensor) =>
      runOp('StatelessRandomUniform', { dtype: 'float32', T: 'int32', Tseed: 'int32' }, [
        tf.tensor1d([3], 'int32'),
        tf.stack([step, step]),
      ]);
    const isKept: StepFunction = ({ step }) => uniform(step!).greaterEqual(0.5).toFloat();
    expect(opsOf(isKept)).toContain('Floor');
    expect(opsOf(isKept)).not.toContain('GreaterEqual');
    const others: StepFunction[] = [
      ({ step }) => uniform(step!).greaterEqual(1.5).toFloat(),
      ({ step }) => uniform(step!).greaterEqual(-0.5).toFloat(),
      ({ step }) => uniform(step!).greaterEqual(NaN).toFloat(),
      ({ step }) => uniform(step!).greaterEqual([0.1, 0.2, 0.3]).toFloat(),
      ({ step, x }) => uniform(step!).greaterEqual(x!).toFloat(),
      ({ step }) => uniform(step!).mul(2).greaterEqual(0.5).toFloat(),
      ({ step }) => uniform(step!).greater(0.5).toFloat(),
      ({ step }) => uniform(step!).greaterEqual(0.5).toInt(),
      ({ x }) => x!.greaterEqual(0.5).toFloat(),
    ];
    for (const other of others) expect(opsOf(other)).not.toContain('Floor');
  });
});
