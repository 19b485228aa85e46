import { type SampleSet, limitSamples, openDataset } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { cnnTopology } from '@chorus/network';
import { layersNetwork } from '../networks/layers-network.ts';
import type { Network } from '../networks/network.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import { predict } from '../predict/predict.ts';
import { easyImages } from '../testing/easy-images.ts';
import { scorePredictions } from '../testing/score-predictions.ts';
import { SMALL_ADAM, SMALL_CNN, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { trainMember } from './train-member.ts';
import type { EpochResult, TrainMemberOptions, TrainingProgress } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const SMALL: TrainMemberOptions = {
  train: easyImages(110, 1), // 5 batches of 20 and one of 10
  network: smallCnn(),
  optimizer: SMALL_ADAM,
  seed: 5,
  config: SMALL_CONFIG,
};

/** Steps that change next to nothing. */
const STANDSTILL = adam(1e-12);

async function train(changes: Partial<TrainMemberOptions> = {}) {
  const epochs: EpochResult[] = [];
  const model = await trainMember({
    ...SMALL,
    hooks: { onEpoch: (result) => epochs.push(result) },
    ...changes,
  });
  return { model, epochs };
}

test('training lowers the loss, and the model classifies images it has not seen', async () => {
  const { model, epochs } = await train({ config: { ...SMALL_CONFIG, epochs: 12 } });
  expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss / 2);
  const unseen = easyImages(60, 2);
  const predictions = await predict(model, unseen, SMALL_CONFIG.scaling);
  expect(scorePredictions(predictions, unseen.labels).accuracy).toBeGreaterThan(0.9);
});

test('an epoch reports means over all its images, speed, and a histogram of every weight', async () => {
  const { model, epochs } = await train({
    network: smallCnn({ dropout: 0 }),
    optimizer: STANDSTILL,
    config: { ...SMALL_CONFIG, epochs: 1 },
  });
  const [epoch] = epochs;
  const predictions = await predict(model, SMALL.train, SMALL_CONFIG.scaling);
  const expected = scorePredictions(predictions, SMALL.train.labels);
  expect(epoch!.loss).toBeCloseTo(expected.loss, 5);
  expect(epoch!.accuracy).toBeCloseTo(expected.accuracy, 5);
  expect(epoch!.samplesPerSecond).toBeCloseTo(110 / epoch!.seconds, 5);
  expect(epoch!.histograms.map(({ name, count }) => [name, count])).toEqual([
    ['conv1/kernel', 192],
    ['conv1/bias', 4],
    ['conv2/kernel', 384],
    ['conv2/bias', 6],
    ['dense1/kernel', 384],
    ['dense1/bias', 16],
    ['dense2/kernel', 192],
    ['dense2/bias', 12],
    ['output/kernel', 36],
    ['output/bias', 3],
  ]);
});

test('every step drops other outputs: the loss of unchanged weights differs between steps', async () => {
  const image = easyImages(1, 1);
  const images = Array.from({ length: 100 }, () => image.values); // one image: order changes nothing
  const same: SampleSet = {
    values: Uint8Array.from(images.flatMap((values) => [...values])),
    labels: new Int32Array(100).fill(image.labels[0]!),
  };
  const oneStep = {
    train: same,
    optimizer: STANDSTILL,
    config: { ...SMALL_CONFIG, batchSize: 100 },
  };
  const difference = async (network: Network) => {
    const { epochs } = await train({ ...oneStep, network });
    return Math.abs(epochs[0]!.loss - epochs[1]!.loss);
  };
  expect(await difference(smallCnn())).toBeGreaterThan(1e-4);
  expect(await difference(smallCnn({ dropout: 0 }))).toBeLessThan(1e-5);
});

test('an epoch leaves as many tensors as it found, and a failed training none', async () => {
  const counts: number[] = [];
  const { model } = await train({
    config: { ...SMALL_CONFIG, epochs: 3 },
    hooks: { onEpoch: () => counts.push(tf.memory().numTensors) },
  });
  expect(new Set(counts).size).toBe(1);
  model.dispose();
  const before = tf.memory().numTensors;
  await expect(train({ signal: AbortSignal.abort() })).rejects.toThrow();
  expect(tf.memory().numTensors).toBe(before);
});

test('a training that is aborted ends before its next step', async () => {
  const controller = new AbortController();
  let turns = 0;
  const timer = setInterval(() => ++turns === 3 && controller.abort(), 1);
  const endless = train({
    config: { ...SMALL_CONFIG, epochs: 100_000 },
    signal: controller.signal,
  });
  await expect(endless).rejects.toMatchObject({ name: 'TrainingError', code: 'cancelled' });
  clearInterval(timer);
});

test('progress comes while an epoch is under way, with means over the epoch so far', async () => {
  const controller = new AbortController();
  const progress: TrainingProgress[] = [];
  const onProgress = (each: TrainingProgress) => {
    progress.push(each);
    controller.abort();
  };
  const long = train({
    train: easyImages(20_000, 1),
    hooks: { onProgress },
    signal: controller.signal,
  });
  await expect(long).rejects.toThrow('cancelled in epoch 1');
  expect(progress).toHaveLength(1);
  expect(progress[0]).toMatchObject({ epoch: 1, batches: 1000 });
  expect(progress[0]!.batch).toBeGreaterThan(0);
  expect(progress[0]!.loss).toBeLessThan(2);
});

test('a loss that is no longer finite ends the training with an error that says what to do', async () => {
  await expect(train({ optimizer: adam(1e30) })).rejects.toMatchObject({
    name: 'TrainingError',
    code: 'diverged',
    message: expect.stringMatching(/epoch 1.*smaller learningRate/),
  });
});

test('training lowers the loss on real images', async (context) => {
  const dataDir = process.env['CHORUS_DATA_DIR'];
  if (!dataDir) context.skip('CHORUS_DATA_DIR is not set: no CIFAR-10 here');
  const dataset = await openDataset({ name: 'cifar10', dataDir, home: dataDir! });
  const { epochs } = await train({
    train: limitSamples(dataset.train, 2000),
    network: layersNetwork(cnnTopology(SMALL_CNN, dataset.sample.shape, dataset.classes.length)),
    optimizer: adam(0.002),
    config: { ...SMALL_CONFIG, epochs: 3 },
  });
  expect(epochs[2]!.loss).toBeLessThan(epochs[0]!.loss - 0.1);
});
