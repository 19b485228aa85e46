import { type ChosenSamples, sampleSize } from '@chorus/data';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { predict } from '../predict/predict.ts';
import { EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { trainMember } from './train-member.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const set = easyImages(200, 1);
/** 110 of 200, in no order. */
const rows = Uint32Array.from({ length: 110 }, (_, place) => (place * 37 + 3) % 200);

/** The chosen samples as a set of their own. */
function copied(): ChosenSamples {
  const size = sampleSize(EASY_SHAPE);
  const values = new Uint8Array(rows.length * size);
  for (const [place, row] of rows.entries()) {
    values.set(set.values.subarray(row * size, (row + 1) * size), place * size);
  }
  return { values, labels: Int32Array.from(rows, (row) => set.labels[row]!) };
}

async function train(samples: ChosenSamples, compile: boolean) {
  const model = await trainMember({
    train: samples,
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: SMALL_CONFIG,
    compile,
  });
  const weights = Object.values(model.weights).map((weight) => weight.dataSync());
  const predictions = await predict(model, samples, SMALL_CONFIG.scaling, compile);
  model.dispose();
  return { weights, predictions };
}

describe.for([true, false])('compiled: %s,', (compile) => {
  test('rows of a set are trained on and predicted as a copy of them, bit for bit', async (context) => {
    if (compile) needTensorFlow(context);
    expect(await train({ ...set, rows }, compile)).toEqual(await train(copied(), compile));
  });
});
