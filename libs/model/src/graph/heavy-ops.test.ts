import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { compileLoops } from './compile-loops.ts';
import { recordStep, type StepFunction } from './record-step.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

type Padding = 'same' | 'valid';
type Pair = [number, number];

const CASES: readonly (readonly [Pair, Pair, Pair, Padding])[] = [
  [[9, 8], [3, 2], [1, 1], 'same'],
  [[9, 8], [3, 2], [1, 1], 'valid'],
  [[9, 8], [2, 3], [2, 3], 'same'],
  [[9, 8], [2, 3], [2, 3], 'valid'],
  [[6, 5], [5, 4], [1, 1], 'valid'],
  [[7, 11], [3, 3], [2, 2], 'same'],
];

describeOnTensorFlow(() => {
  test.for(CASES)(
    'images of %j, a window of %j, strides of %j, padding %s: shapes are known without computing',
    ([size, window, strides, padding]) => {
      const inputs = {
        x: tf.randomNormal([2, ...size, 3], 0, 1, 'float32', 1),
        filter: tf.randomNormal([...window, 3, 4], 0, 1, 'float32', 2),
      };
      const step: StepFunction = ({ x, filter }) => {
        const [byX, byFilter] = tf.grads((each: tf.Tensor, kernel: tf.Tensor) => {
          const convolved = tf.conv2d(each as tf.Tensor4D, kernel as tf.Tensor4D, strides, padding);
          return tf.maxPool(convolved, 2, 1, padding);
        })([x!, filter!]) as [tf.Tensor, tf.Tensor];
        return tf.concat([byX.flatten(), byFilter.flatten()]);
      };
      const eager = tf.tidy(() => step(inputs));
      const carry = tf.zerosLike(eager);
      const example = { carry, index: 0, inputs };
      const { loops, reason } = compileLoops([
        { body: (each, _, given) => each.add(step(given)), examples: [example, example] },
      ]);
      expect(reason).toBeUndefined();
      const compiled = loops!.run(0, carry, 0, 1, inputs).dataSync();
      for (const [index, value] of eager.dataSync().entries()) {
        expect(compiled[index]).toBeCloseTo(value, 3);
      }
      loops!.dispose();
    },
  );

  test('of dilated windows, too', () => {
    const inputs = { x: tf.ones([1, 9, 9, 1]), filter: tf.ones([3, 3, 1, 2]) };
    const step =
      (padding: Padding): StepFunction =>
      ({ x, filter }) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, padding, 'NHWC', 2);
    for (const padding of ['same', 'valid'] as const) {
      const [{ tensors, output }] = recordStep(step(padding), [inputs]) as [
        ReturnType<typeof recordStep>[0],
      ];
      const eager = tf.tidy(() => step(padding)(inputs));
      expect(tensors[output!]!.shape).toEqual(eager.shape);
    }
  });

  test('what JavaScript reads of a result that was not computed is found out', () => {
    const inputs = { x: tf.ones([1, 4, 4, 1]), filter: tf.ones([2, 2, 1, 1]) };
    const body = (carry: tf.Tensor, _: tf.Scalar, { x, filter }: Record<string, tf.Tensor>) => {
      const convolved = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      return carry.add(convolved.dataSync()[0]!);
    };
    const example = { carry: tf.scalar(0), index: 0, inputs };
    const { reason } = compileLoops([{ body, examples: [example, example] }]);
    expect(reason).toMatch(/changes from run to run/);
  });
});
