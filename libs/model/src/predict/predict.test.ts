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
const { divisor } = SMALL_CONFIG;
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
  test('batches that are predicted at once have the bytes that each has alone', () => {
    const model = build();
    const alone = Array.from({ length: BATCHES }, (_, batch) =>
      predict(model, batchOf(SET, batch), divisor),
    );
    const together = predict(model, SET, divisor);
    expect(together).toEqual(Float32Array.from(alone.flatMap((values) => [...values])));
  });
});

test.for([true, false])('predicting leaves no tensor behind, compiled: %s', (compile) => {
  const model = build();
  predict(model, SET, divisor, compile); // writes the weights to TensorFlow
  const before = held();
  predict(model, SET, divisor, compile);
  expect(held()).toEqual(before);
});
