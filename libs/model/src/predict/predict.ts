import { type ChosenSamples, countSamples } from '@chorus/data';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import type { Model } from '../networks/model.ts';
import { feedSamples } from '../samples/sample-feed.ts';
import type { Scaling } from '../samples/scaling.ts';
import { CompiledPredictor } from './compiled-predictor.ts';
import { predictByBatch } from './predict-by-batch.ts';
import { BATCH_SIZE } from './probabilities.ts';
import type { Views } from './views.ts';

/**
 * The model's softmax for every sample that is chosen, in their order: on TensorFlow in one call of a
 * compiled graph for all that is in memory at once, else, or when the model cannot be compiled, batch by batch.
 *
 * @param scaling the one of the training
 * @param compile false: batch by batch in any case, which rounds differently
 * @param views see {@link Views}
 * @returns [samples, classes], row by row
 * @throws DatasetError when the samples are read from a file, and cannot be
 */
export async function predict(
  model: Model,
  samples: ChosenSamples,
  scaling: Scaling,
  compile = true,
  views: Views = 'none',
): Promise<Float32Array> {
  const { sampleShape, classes } = model.network;
  const predictions = new Float32Array(countSamples(samples) * classes);
  if (predictions.length === 0) return predictions;
  const form = { scaling, views };
  const feed = feedSamples(samples, sampleShape, BATCH_SIZE);
  let compiled: CompiledPredictor | undefined;
  try {
    if (compile && nodeBackend()) compiled = CompiledPredictor.compile(model, [feed], form);
    for await (const stretch of feed.stretches(orderOf(samples))) {
      const softmax = compiled?.predict(stretch) ?? predictByBatch(model, stretch, form);
      predictions.set(softmax, stretch.start * classes);
    }
    return predictions;
  } finally {
    compiled?.dispose();
    feed.close();
  }
}

function orderOf({ labels, rows }: ChosenSamples): Uint32Array {
  return rows ?? Uint32Array.from(labels, (_, row) => row);
}
