import { type SampleSet, sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { Model } from '../networks/model.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { predict } from './predict.ts';
import { EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';

const BATCH = 100;
const BATCHES = 12;
const { scaling } = SMALL_CONFIG;
const SET = easyImages(BATCH * BATCHES, 3);

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 2 });
});

const build = () => new Model(smallCnn(), 1);

function batchOf({ values, labels }: SampleSet, batch: number): SampleSet {
  const [first, end] = [batch * BATCH, (batch + 1) * BATCH];
  const size = sampleSize(EASY_SHAPE);
  return {
    values: values.subarray(first * size, end * size),
    labels: labels.subarray(first, end),
  };
}

/** All that a leak would show in. */
function held() {
  const backend = nodeBackend();
  return [tf.memory().numTensors, backend?.getNumOfTFTensors(), backend?.getNumOfSavedModels()];
}

describeOnTensorFlow(() => {
  test('batches that are predicted at once have the bytes that each has alone', async () => {
    const model = build();
    const alone: Float32Array[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      alone.push(await predict(model, batchOf(SET, batch), scaling));
    }
    const together = await predict(model, SET, scaling);
    expect(together).toEqual(Float32Array.from(alone.flatMap((values) => [...values])));
  });
});

test.for(['mirror', 'mirror-and-shifts'] as const)(
  'from the views of %s, compiled and batch by batch alike',
  async (views) => {
    const model = build();
    const plain = await predict(model, SET, scaling, false);
    const byBatch = await predict(model, SET, scaling, false, views);
    const compiled = await predict(model, SET, scaling, true, views);
    const apart = (one: Float32Array, other: Float32Array) =>
      one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);
    expect(apart(byBatch, compiled)).toBeLessThan(1e-5);
    expect(apart(byBatch, plain)).toBeGreaterThan(1e-4);
  },
);

test.for([true, false])('predicting leaves no tensor behind, compiled: %s', async (compile) => {
  const model = build();
  await predict(model, SET, scaling, compile); // writes the weights to TensorFlow
  const before = held();
  await predict(model, SET, scaling, compile);
  expect(held()).toEqual(before);
});
