import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { predict } from './predict.ts';
import { type SavedModel, saveModel } from './save-model.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { trainMember } from '../train/train-member.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** What `tf.loadLayersModel` gets from a folder with the two files. */
function fromMemory({ topology, weights }: SavedModel): tf.io.IOHandlerSync {
  const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(topology));
  expect(weightsManifest[0].paths).toEqual(['weights.bin']);
  return tf.io.fromMemorySync({
    ...json,
    weightSpecs: weightsManifest[0].weights,
    weightData: weights.slice().buffer,
  });
}

test('a saved model loads with plain tf.loadLayersModel and predicts the same bits', async () => {
  const model = await trainMember({
    train: easyImages(40, 1),
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: SMALL_CONFIG,
  });
  const loaded = await tf.loadLayersModel(fromMemory(await saveModel(model)) as never);
  const set = easyImages(100, 2); // one batch
  const images = tf.tensor(set.values, [100, ...EASY_SHAPE]).div(255);
  const expected = (loaded.predict(images) as tf.Tensor).dataSync();
  expect(await predict(model, set, SMALL_CONFIG.scaling, false)).toEqual(expected);
  expect(expected).toHaveLength(100 * EASY_CLASSES);
});
