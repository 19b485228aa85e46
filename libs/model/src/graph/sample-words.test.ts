import { alignedBytes, sampleSize, type SampleValues, typeOf } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { gatherBatch } from '../samples/gather-batch.ts';
import { type Scaling, scalingTensors } from '../samples/scaling.ts';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import {
  gatherLabels,
  gatherOrder,
  gatherSamples,
  labelValues,
  orderWords,
  sampleWords,
} from './sample-words.ts';

const SAMPLES = 50;

/** Every byte, in every place of a word: among them those of numbers that are none, or tiny. */
function everyByte(size: number, byteOffset: number): Uint8Array {
  // A Buffer, as a dataset's file is read into: its slice() is no copy.
  const bytes = Buffer.alloc(byteOffset + SAMPLES * size).subarray(byteOffset);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 37 + (at >> 8)) % 256;
  return bytes;
}

/** Numbers that a byte does not hold, among them some that float32 has no room for. */
const integers = (size: number) =>
  Int32Array.from({ length: SAMPLES * size }, (_, at) => (at * 0x5bd1e995) | 0);
const floats = (size: number) => Float32Array.from(integers(size), (value) => value / 2 ** 20);

const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => (sample * 7) % 300);

describeOnTensorFlow(() => {
  beforeAll(async () => {
    await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
  });

  const divided = { divisor: 255 };
  /** For each number of the sample's last dimension another one. */
  const standardised = (columns: number) => ({
    mean: Array.from({ length: columns }, (_, column) => 100.1 + column / 3),
    deviation: Array.from({ length: columns }, (_, column) => 33.3 - column),
  });

  test.for<[string, number[], SampleValues, Scaling]>([
    ['images of whole words', [32, 4, 3], everyByte(384, 0), divided],
    ['images of whole words that begin between two', [32, 4, 3], everyByte(384, 3), divided],
    ['images that do not fill their last word', [3, 3, 3], everyByte(27, 0), divided],
    ['images of one byte', [1, 1, 1], everyByte(1, 1), divided],
    ['vectors of float32', [5], floats(5), divided],
    ['one float32', [1], floats(1), divided],
    ['cubes of int32', [2, 2, 2, 2], integers(16), divided],
    ['standardised images', [32, 4, 3], everyByte(384, 0), standardised(3)],
    ['standardised tables of float32', [5], floats(5), standardised(5)],
    ['standardised int32', [2, 2, 2, 2], integers(16), standardised(2)],
  ])('a batch has the values that are gathered outside: %s', ([, shape, values, scaling]) => {
    const set = { values, labels };
    const sample = { shape, type: typeOf(values) };
    const indices = Uint32Array.of(SAMPLES - 1, 0, 17, 17, 3);
    const expected = new Float32Array(indices.length * sampleSize(shape));
    gatherBatch(set, indices, scaling, expected);

    tf.tidy(() => {
      const chosen = tf.tensor1d(Int32Array.from(indices));
      const words = sampleWords(set, shape);
      const samples = gatherSamples(words, chosen, scalingTensors(scaling), sample);
      expect(samples.shape).toEqual([indices.length, ...shape]);
      expect(samples.dataSync()).toEqual(expected);
      const gathered = gatherLabels(labelValues(set), chosen);
      expect(gathered.dtype).toBe('int32');
      expect([...gathered.dataSync()]).toEqual([...indices].map((index) => labels[index]));
    });
  });

  test('a large set that lies where TensorFlow can use it is not copied', () => {
    const values = alignedBytes(40 * 2 ** 20); // so large that memory begins at a page
    const words = sampleWords({ values, labels: new Int32Array(40) }, [2 ** 20]);
    values[0] = 1;
    expect(new Uint8Array(words.dataSync().buffer)[0]).toBe(1);
    words.dispose();
  });

  test('an order keeps its numbers, however large', () => {
    tf.tidy(() => {
      const order = Uint32Array.of(0, 1, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1);
      const batch = gatherOrder(orderWords(order), tf.tensor1d([4, 2, 0], 'int32'));
      expect([...batch.dataSync()]).toEqual([2 ** 31 - 1, 2 ** 24 + 1, 0]);
    });
  });
});
