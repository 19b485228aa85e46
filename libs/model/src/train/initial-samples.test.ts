import type { ChosenSamples } from '@chorus/data';
import type { Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import type { Network } from '../networks/network.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { SMALL_ADAM, SMALL_CONFIG } from '../testing/small-config.ts';
import { storedCopy } from '../testing/stored-copy.ts';
import { chainOf } from '../testing/topology-of.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

let network: Network;

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
  network = layersNetwork(whitened());
});

/** A network whose first convolution is made of the samples, and stays. */
function whitened(): Topology {
  const topology = chainOf(EASY_SHAPE, [
    tf.layers.conv2d({
      ...{ name: 'conv', filters: 8, kernelSize: 2, trainable: false, activation: 'relu' },
      kernelInitializer: 'zeros',
    }),
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.dense({ name: 'output', units: EASY_CLASSES, activation: 'softmax' }),
  ]);
  const zeros = '"kernel_initializer":{"class_name":"Zeros","config":{}}';
  const text = JSON.stringify(topology);
  expect(text).toContain(zeros);
  return JSON.parse(text.replace(zeros, zeros.replace('Zeros', 'Whitening'))) as Topology;
}

const set = easyImages(110, 1);

/** The first convolution's kernel, and the last checkpoint. */
async function train(samples: ChosenSamples, changes: Partial<TrainMemberOptions> = {}) {
  let checkpoint!: Uint8Array;
  const model = await trainMember({
    train: samples,
    network,
    optimizer: SMALL_ADAM,
    seed: 5,
    config: SMALL_CONFIG,
    checkpointEvery: 1,
    hooks: { onCheckpoint: (_, bytes) => void (checkpoint = bytes) },
    ...changes,
  });
  const kernel = model.weights['conv/kernel']!.dataSync<'float32'>().slice();
  const output = model.weights['output/kernel']!.dataSync<'float32'>().slice();
  model.dispose();
  return { kernel, output, checkpoint };
}

test('a kernel that is made of the samples is the same wherever they lie, and is not trained', async () => {
  const inMemory = await train(set);
  expect(Math.max(...inMemory.kernel)).toBeGreaterThan(0);
  const stored = storedCopy(set, 10_000);
  expect((await train(stored)).kernel).toEqual(inMemory.kernel);
  expect(stored.held).toEqual({ readers: 0, pieces: 0 });
  const longer = await train(set, { config: { ...SMALL_CONFIG, epochs: 4 } });
  expect(longer.kernel).toEqual(inMemory.kernel);
  expect(longer.output).not.toEqual(inMemory.output);
});

test('it is made of those that are chosen, as they are scaled', async () => {
  const { kernel } = await train(set);
  const rows = Uint32Array.from({ length: 40 }, (_, row) => row);
  expect((await train({ ...set, rows })).kernel).not.toEqual(kernel);
  const scaled = { ...SMALL_CONFIG, scaling: { divisor: 100 } };
  expect((await train(set, { config: scaled })).kernel).not.toEqual(kernel);
});

test('C5: a member that goes on has it from the checkpoint', async () => {
  const whole = await train(set, { config: { ...SMALL_CONFIG, epochs: 3 } });
  const { checkpoint } = await train(set);
  const resumed = await train(set, {
    config: { ...SMALL_CONFIG, epochs: 3 },
    resumeFrom: checkpoint,
  });
  expect(resumed.kernel).toEqual(whole.kernel);
  expect(resumed.output).toEqual(whole.output);
});
