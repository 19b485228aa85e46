import { sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../networks/model.ts';
import { gatherBatch } from '../samples/gather-batch.ts';
import type { Stretch } from '../samples/sample-feed.ts';
import { type PredictionForm, takeValues } from './compiled-predictor.ts';
import { BATCH_SIZE, probabilities } from './probabilities.ts';

/** The softmax of a stretch's samples, [samples, classes], by one call of each layer for each batch: any backend does it. */
export function predictByBatch(
  model: Model,
  { set, order }: Pick<Stretch, 'set' | 'order'>,
  { scaling, views }: PredictionForm,
): Float32Array {
  const { classes, sampleShape } = model.network;
  const size = sampleSize(sampleShape);
  const values = new Float32Array(BATCH_SIZE * size);
  const predictions = new Float32Array(order.length * classes);
  for (let start = 0; start < order.length; start += BATCH_SIZE) {
    const indices = order.subarray(start, start + BATCH_SIZE);
    gatherBatch(set, indices, scaling, values);
    const softmax = tf.tidy(() => {
      const batch = values.subarray(0, indices.length * size);
      return probabilities(model, tf.tensor(batch, [indices.length, ...sampleShape]), views);
    });
    predictions.set(takeValues(softmax), start * classes);
  }
  return predictions;
}
