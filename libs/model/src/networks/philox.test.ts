import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';
import { philoxUniform } from './philox.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';

test('fewer numbers are the first of more, and other seeds give others', () => {
  const numbers = philoxUniform(11, [1, 2]);
  expect(philoxUniform(6, [1, 2])).toEqual(numbers.subarray(0, 6));
  expect(philoxUniform(11, [1, 3])).not.toEqual(numbers);
  expect(philoxUniform(11, [2, 2])).not.toEqual(numbers);
});

describeOnTensorFlow(() => {
  beforeAll(async () => {
    await startBackend({ allowCpu: true, threads: 1 });
  });

  test.for<[number, [number, number]]>([
    [4, [0, 0]],
    [10_001, [1, 750_000]],
    [7, [2 ** 31 - 1, 2 ** 31 - 1]],
  ])('%i numbers of the seed %o are those of StatelessRandomUniform', ([count, seed]) => {
    const uniform = runOp(
      'StatelessRandomUniform',
      { dtype: 'float32', T: 'int32', Tseed: 'int32' },
      [tf.tensor1d([count], 'int32'), tf.tensor1d(seed, 'int32')],
    );
    expect(philoxUniform(count, seed)).toEqual(uniform.dataSync());
  });
});
