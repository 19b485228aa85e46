import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import type { Network } from '../networks/network.ts';
import { predict } from '../predict/predict.ts';
import { saveModel } from '../predict/save-model.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { momentum } from '../testing/momentum.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { chainOf } from '../testing/topology-of.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** A network with weights that have no gradient, dropouts of two kinds, a regularizer and a constraint. */
function anyNetwork(l2 = 0.001): Network {
  return layersNetwork(
    chainOf(EASY_SHAPE, [
      tf.layers.conv2d({
        name: 'conv',
        filters: 6,
        kernelSize: 3,
        useBias: false,
        kernelRegularizer: tf.regularizers.l2({ l2 }),
      }),
      tf.layers.maxPooling2d({ name: 'pool' }),
      tf.layers.batchNormalization({ name: 'normalization', momentum: 0.9 }),
      tf.layers.activation({ name: 'relu', activation: 'relu' }),
      tf.layers.gaussianDropout({ name: 'noise', rate: 0.1 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({
        name: 'dense',
        units: 12,
        activation: 'elu',
        kernelConstraint: tf.constraints.nonNeg(),
      }),
      tf.layers.dropout({ name: 'dropout1', rate: 0.2 }),
      tf.layers.dense({ name: 'output', units: EASY_CLASSES, activation: 'softmax' }),
    ]),
  );
}

async function train(epochs: number, changes: Partial<TrainMemberOptions> = {}) {
  const reasons: (string | undefined)[] = [];
  const losses: number[] = [];
  let checkpoint!: Uint8Array;
  const model = await trainMember({
    train: easyImages(110, 1), // 5 batches of 20 and one of 10
    network: anyNetwork(),
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

describe.for([true, false])(
  'a network of other layers and another optimizer, compiled: %s,',
  (compile) => {
    test('learn, and weights without a gradient follow the batches', async (context) => {
      if (compile) needTensorFlow(context);
      const { values, losses, reasons } = await train(10, { compile });
      if (compile) expect(reasons).toEqual([undefined]);
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
      const variances = values['normalization/moving_variance']!;
      expect(Math.max(...variances)).toBeLessThan(0.9); // they began with 1
    });

    test('keep within their constraints', async () => {
      const { values } = await train(3, { compile });
      const kernel = values['dense/kernel']!;
      expect(Math.min(...kernel)).toBe(0);
      expect(Math.max(...kernel)).toBeGreaterThan(0.1);
    });

    test('have smaller weights where a regularizer weighs more', async () => {
      const sizeWith = async (l2: number) => {
        const { values } = await train(3, { compile, network: anyNetwork(l2) });
        return Math.hypot(...values['conv/kernel']!);
      };
      const [weak, strong] = [await sizeWith(0.001), await sizeWith(1)];
      expect(strong).toBeLessThan(weak / 2);
    });

    test('C5: have all weights and the optimizer in a checkpoint, and the same bits after it', async () => {
      const { checkpoint } = await train(2, { compile });
      const { weights, optimizer } = decodeCheckpoint(checkpoint);
      expect(weights.map(({ name, shape }) => [name, ...shape])).toEqual([
        ['conv/kernel', 3, 3, 3, 6],
        ['normalization/gamma', 6],
        ['normalization/beta', 6],
        ['normalization/moving_mean', 6],
        ['normalization/moving_variance', 6],
        ['dense/kernel', 54, 12],
        ['dense/bias', 12],
        ['output/kernel', 12, EASY_CLASSES],
        ['output/bias', EASY_CLASSES],
      ]);
      expect(optimizer.name).toBe('momentum');
      expect(optimizer.state).toHaveLength(7);
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
  const set = easyImages(50, 2);
  const predictions = await predict(model, set, { divisor: 255 }, false);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(topology));
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      ...json,
      weightSpecs: weightsManifest[0].weights,
      weightData: weights.slice().buffer,
    }),
  );
  const images = tf.tensor(set.values, [50, ...EASY_SHAPE]).div(255);
  const expected = loaded.predict(images, { batchSize: 50 }) as tf.Tensor;
  expect(predictions).toEqual(expected.dataSync());
});
