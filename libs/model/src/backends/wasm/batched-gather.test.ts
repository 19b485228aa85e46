import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startWasm } from './start-wasm.ts';

beforeAll(async () => {
  await startWasm();
});

test('each entry of a batch is gathered from by its own indices', () => {
  const x = tf.range(0, 24).reshape([2, 4, 3]);
  const indices = tf.tensor2d([[3, 0, 0], [1, 2, 3]], [2, 3], 'int32'); // prettier-ignore
  const expected = [
    [[9, 10, 11], [0, 1, 2], [0, 1, 2]], // prettier-ignore
    [[15, 16, 17], [18, 19, 20], [21, 22, 23]], // prettier-ignore
  ];
  expect(tf.gather(x, indices, 1, 1).arraySync()).toEqual(expected);
  expect(tf.gather(x, indices.flatten(), 1).shape).toEqual([2, 6, 3]);
});
