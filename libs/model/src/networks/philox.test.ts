import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';
import { philox, philoxUniform } from './philox.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';

test('fewer numbers are the first of more, and other seeds give others', () => {
  const numbers = philoxUniform(11, [1, 2]);
  expect(philoxUniform(6, [1, 2])).toEqual(numbers.subarray(0, 6));
  expect(philoxUniform(11, [1, 3])).not.toEqual(numbers);
  expect(philoxUniform(11, [2, 2])).not.toEqual(numbers);
});

// The known answers that its authors publish with Random123.
test.for([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const)(
  'a counter %o is encrypted by the key %o as published',
  ([counter, [key0, key1], words]) => {
    expect([...philox(Uint32Array.from(counter), key0, key1)]).toEqual(words);
  },
);

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
