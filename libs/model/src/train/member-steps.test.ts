import * as tf from '@tensorflow/tfjs';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { compileSteps } from './compiled-steps.ts';
import { dropoutMask, dropoutMaskOnDevice, maskSeed } from '../networks/dropout-mask.ts';
import { EagerSteps } from './eager-steps.ts';
import { TOTALS } from './epoch-totals.ts';
import type { MemberSteps } from './member-steps.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { smallTraining, type SmallTraining } from '../testing/small-steps.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

function compiled({ options, step, feed }: SmallTraining): MemberSteps {
  const { steps, reason } = compileSteps(options, step, feed);
  expect(reason).toBeUndefined();
  return steps!;
}

describeOnTensorFlow(() => {
  test('without oneDNN twenty unsimplified steps give the bits that they give eagerly', async () => {
    const script = fileURLToPath(new URL('../testing/print-steps.ts', import.meta.url));
    const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: '0' };
    const run = async (how: string) =>
      JSON.parse((await promisify(execFile)(process.execPath, [script, how], { env })).stdout);
    const eager = await run('eager');
    expect(eager.losses).toHaveLength(20);
    expect(await run('compiled')).toEqual(eager); // no reason for not being compiled, either
  });

  test.for([0, 0.2])('with dropout %d the losses of five steps are within 1e-5', (dropout) => {
    const [one, other] = [smallTraining(dropout), smallTraining(dropout)];
    const [steps, eager] = [compiled(one), new EagerSteps(other.options, other.step)];
    const expected = other.losses(eager, 5);
    for (const [number, loss] of one.losses(steps, 5).entries()) {
      expect(Math.abs(loss - expected[number]!) / expected[number]!).toBeLessThan(1e-5);
    }
    steps.dispose();
    for (const training of [one, other]) training.dispose();
  });

  test('totals are the same bits however an epoch is cut into pieces', () => {
    const totals = [[6], [1, 2, 6], [3, 5, 6]].map((ends) => {
      const training = smallTraining();
      const steps = compiled(training);
      steps.begin({
        stepsBefore: 0,
        set: training.set,
        order: Uint32Array.from({ length: 110 }, (_, index) => index),
        numbers: new Float32Array(6).fill(0.01),
      });
      let sums = tf.zeros<tf.Rank.R1>([TOTALS]);
      let first = 0;
      for (const end of ends) {
        sums = steps.run(sums, first, end);
        first = end;
      }
      steps.dispose();
      training.dispose();
      return sums.dataSync();
    });
    expect(totals[1]).toEqual(totals[0]);
    expect(totals[2]).toEqual(totals[0]);
  });

  test('the masks of a graph are those of JavaScript', () => {
    for (const [rate, seed, step] of [
      [0.5, 1, 1],
      [0.2, 3_000_000_000, 750_000],
      [0, 7, 2],
    ] as const) {
      const [key, shape] = [maskSeed(seed, 2), [100, 200] as [number, number]];
      expect(dropoutMaskOnDevice(shape, rate, key, tf.scalar(step, 'int32')).dataSync()).toEqual(
        dropoutMask(shape, rate, key, step).dataSync(),
      );
    }
  });
});
