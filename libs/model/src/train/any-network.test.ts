import { sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { dense } from '../networks/layers/dense.ts';
import { dropout } from '../networks/layers/dropout.ts';
import { flatten } from '../networks/layers/flatten.ts';
import { Sequential } from '../networks/sequential.ts';
import { predict } from '../predict/predict.ts';
import { saveModel } from '../predict/save-model.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { momentum } from '../testing/momentum.ts';
import { normalization } from '../testing/normalization.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** A network with weights that have no gradient. */
const network = new Sequential(
  { network: 'normalized', input: 'images' },
  EASY_SHAPE,
  [
    flatten({ name: 'flatten' }),
    normalization({ name: 'normalization' }),
    dense({ name: 'dense1', units: 12, activation: 'relu' }),
    dropout({ name: 'dropout1', rate: 0.2, number: 1 }),
  ],
  dense({ name: 'output', units: EASY_CLASSES, activation: 'softmax' }),
);

async function train(epochs: number, changes: Partial<TrainMemberOptions> = {}) {
  const reasons: (string | undefined)[] = [];
  const losses: number[] = [];
  let checkpoint!: Uint8Array;
  const model = await trainMember({
    train: easyImages(110, 1), // 5 batches of 20 and one of 10
    network,
    optimizer: momentum(0.01),
    seed: 5,
    config: { scaling: { divisor: 255 }, epochs, batchSize: 20 },
    checkpointEvery: 1,
    hooks: {
      onCompiled: ({ reason }) => reasons.push(reason),
      onEpoch: ({ loss }) => losses.push(loss),
      onCheckpoint: (_, bytes) => void (checkpoint = bytes),
    },
    ...changes,
  });
  const values = Object.fromEntries(
    Object.entries(model.weights).map(([name, weight]) => [name, weight.dataSync()]),
  );
  return { model, values, losses, reasons, checkpoint };
}

const VALUES = sampleSize(EASY_SHAPE);

describe.for([true, false])(
  'a network of other layers and another optimizer, compiled: %s,',
  (compile) => {
    test('learn, and weights without a gradient follow the batches', async (context) => {
      if (compile) needTensorFlow(context);
      const { values, losses, reasons } = await train(10, { compile });
      if (compile) expect(reasons).toEqual([undefined]);
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
      const means = values['normalization/moving_mean']!;
      expect(Math.min(...means)).toBeGreaterThan(0.1); // pixels' means are about 0.5, it began with 0
    });

    test('C5: have all weights and the optimizer in a checkpoint, and the same bits after it', async () => {
      const { checkpoint } = await train(2, { compile });
      const { weights, optimizer } = decodeCheckpoint(checkpoint);
      expect(weights.map(({ name, shape }) => [name, ...shape])).toEqual([
        ['normalization/moving_mean', VALUES],
        ['normalization/moving_variance', VALUES],
        ['dense1/kernel', VALUES, 12],
        ['dense1/bias', 12],
        ['output/kernel', 12, EASY_CLASSES],
        ['output/bias', EASY_CLASSES],
      ]);
      expect(optimizer.name).toBe('momentum');
      expect(optimizer.state).toHaveLength(4);
      const whole = await train(3, { compile });
      const resumed = await train(3, { compile, resumeFrom: checkpoint });
      expect(resumed.values).toEqual(whole.values);
    });
  },
);

test('it is saved with the weights that have no gradient, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const { model } = await train(2);
  const { topology, weights } = await saveModel(model);
  const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(topology));
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      ...json,
      weightSpecs: weightsManifest[0].weights,
      weightData: weights.slice().buffer,
    }),
  );
  const set = easyImages(50, 2);
  const predictions = await predict(model, set, { divisor: 255 }, false);
  const expected = tf.tidy(() => {
    const images = tf.tensor(set.values, [50, ...EASY_SHAPE]).div(255);
    return (loaded.predict(images) as tf.Tensor).dataSync();
  });
  expect(predictions).toEqual(expected);
  loaded.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
