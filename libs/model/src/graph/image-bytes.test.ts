import { gatherBatch, type ImageSet, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import {
  gatherImages,
  gatherLabels,
  gatherOrder,
  imageBytes,
  labelValues,
  orderWords,
} from './image-bytes.ts';

const DIVISOR = 255;
const SAMPLES = 50;

/** Every byte, in every place of a word: among them those of numbers that are none, or tiny. */
function everyByte(size: number, byteOffset: number): ImageSet {
  // A Buffer, as a dataset's file is read into: its slice() is no copy.
  const images = Buffer.alloc(byteOffset + SAMPLES * size).subarray(byteOffset);
  for (let at = 0; at < images.length; at++) images[at] = (at * 37 + (at >> 8)) % 256;
  return {
    images,
    labels: Uint8Array.from({ length: SAMPLES }, (_, sample) => (sample * 7) % 256),
  };
}

describeOnTensorFlow(() => {
  beforeAll(async () => {
    await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
  });

  test.for([
    ['images of whole words', { height: 32, width: 4, channels: 3 }, 0],
    ['images of whole words that begin between two', { height: 32, width: 4, channels: 3 }, 3],
    ['images that do not fill their last word', { height: 3, width: 3, channels: 3 }, 0],
    ['images of one byte', { height: 1, width: 1, channels: 1 }, 1],
  ] as const)('a batch has the values that are gathered outside: %s', ([, shape, byteOffset]) => {
    const set = everyByte(imageSize(shape), byteOffset);
    const indices = Uint32Array.of(SAMPLES - 1, 0, 17, 17, 3);
    const expected = new Float32Array(indices.length * imageSize(shape));
    gatherBatch(set, indices, DIVISOR, expected);

    tf.tidy(() => {
      const chosen = tf.tensor1d(Int32Array.from(indices));
      const images = gatherImages(imageBytes(set, shape), chosen, tf.scalar(DIVISOR), shape);
      expect(images.shape).toEqual([indices.length, shape.height, shape.width, shape.channels]);
      expect(images.dataSync()).toEqual(expected);
      const labels = gatherLabels(labelValues(set), chosen);
      expect(labels.dtype).toBe('int32');
      expect([...labels.dataSync()]).toEqual([...indices].map((index) => set.labels[index]));
    });
  });

  test('an order keeps its numbers, however large', () => {
    tf.tidy(() => {
      const order = Uint32Array.of(0, 1, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1);
      const batch = gatherOrder(orderWords(order), tf.tensor1d([4, 2, 0], 'int32'));
      expect([...batch.dataSync()]).toEqual([2 ** 31 - 1, 2 ** 24 + 1, 0]);
    });
  });
});
