import * as tf from '@tensorflow/tfjs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import { cnnTopology, type CnnSizes } from '@chorus/network';
import { layersNetwork } from '../networks/layers-network.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { momentum } from '../testing/momentum.ts';
import { SMALL_ADAM, SMALL_CNN, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { trainMember } from './train-member.ts';
import type { TrainingProgress, TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** What the hooks were told, and the tensors at the end of each epoch. */
interface Recording {
  readonly calls: string[];
  readonly losses: number[];
  readonly tensors: number[];
  checkpoint?: Uint8Array;
}

/** Trains so many epochs. */
function train(epochs: number, changes: Partial<TrainMemberOptions> = {}) {
  const recording: Recording = { calls: [], losses: [], tensors: [] };
  const training = trainMember({
    train: easyImages(110, 1), // 5 batches of 20 and one of 10
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: { ...SMALL_CONFIG, epochs },
    hooks: {
      onEpoch: ({ epoch, loss }) => {
        recording.calls.push(`epoch ${epoch}`);
        recording.losses.push(loss);
        recording.tensors.push(tf.memory().numTensors);
      },
      onCheckpoint: (epoch, bytes) => {
        recording.calls.push(`checkpoint ${epoch}`);
        recording.checkpoint = bytes;
      },
    },
    ...changes,
  });
  return { training, recording };
}

/** Trains so many epochs; all weights, raw, so that every bit is compared. */
async function trainedBytes(epochs: number, changes: Partial<TrainMemberOptions> = {}) {
  const model = await train(epochs, changes).training;
  const bytes = Object.values(model.weights).map((weight) => {
    const { buffer, byteOffset, byteLength } = weight.dataSync<'float32'>();
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
  return Buffer.concat(bytes).toString('hex');
}

async function checkpointAfter(epoch: number): Promise<Uint8Array> {
  const { training, recording } = train(epoch + 1, { checkpointEvery: epoch });
  (await training).dispose();
  return recording.checkpoint!;
}

test.for([
  { epochs: 7, checkpointEvery: 3, at: [3, 6] },
  { epochs: 4, checkpointEvery: 2, at: [2] },
  { epochs: 3, checkpointEvery: 1, at: [1, 2] },
  { epochs: 3, checkpointEvery: 0, at: [] },
  { epochs: 3, checkpointEvery: undefined, at: [] },
])(
  '$epochs epochs with checkpointEvery $checkpointEvery give checkpoints after $at and none at the end',
  async ({ epochs, checkpointEvery, at }) => {
    const { training, recording } = train(epochs, { checkpointEvery });
    await training;
    const expected: string[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      expected.push(`epoch ${epoch}`);
      if (at.some((each) => each === epoch)) expected.push(`checkpoint ${epoch}`);
    }
    expect(recording.calls).toEqual(expected);
  },
);

test('training waits until a checkpoint is away', async () => {
  const calls: string[] = [];
  const onCheckpoint = async (epoch: number) => {
    calls.push(`checkpoint ${epoch}`);
    for (let turns = 0; turns < 10; turns++) await nextTurn();
    calls.push('away');
  };
  const onProgress = ({ epoch }: TrainingProgress) => {
    if (calls.at(-1) !== `progress in ${epoch}`) calls.push(`progress in ${epoch}`);
  };
  await train(2, { checkpointEvery: 1, hooks: { onProgress, onCheckpoint } }).training;
  expect(calls).toEqual(['progress in 1', 'checkpoint 1', 'away', 'progress in 2']);
});

test.for([1, 2])(
  'C5: a member that is cancelled after its checkpoint of epoch %i of 3 and resumed ends with the same bits',
  async (last) => {
    const controller = new AbortController();
    let checkpoint: Uint8Array | undefined;
    const onCheckpoint = (epoch: number, bytes: Uint8Array) => {
      checkpoint = bytes;
      if (epoch === last) controller.abort();
    };
    const { signal } = controller;
    const cut = train(3, { checkpointEvery: 1, hooks: { onCheckpoint }, signal });
    await expect(cut.training).rejects.toThrow(`cancelled in epoch ${last + 1}`);
    expect(await trainedBytes(3, { resumeFrom: checkpoint })).toBe(await trainedBytes(3));
  },
);

test('a resumed training reports the epochs that are left, with the same losses', async () => {
  const whole = train(3);
  await whole.training;
  const resumed = train(3, { resumeFrom: await checkpointAfter(1) });
  await resumed.training;
  expect(resumed.recording.calls).toEqual(['epoch 2', 'epoch 3']);
  expect(resumed.recording.losses).toEqual(whole.recording.losses.slice(1));
});

test.for([1, 2])(
  'a checkpoint after epoch %i, resumed where 1 is asked for, is the result without training',
  async (epoch) => {
    const resumeFrom = await checkpointAfter(epoch);
    const { training, recording } = train(1, { resumeFrom });
    await training;
    expect(recording.calls).toEqual([]);
    expect(await trainedBytes(1, { resumeFrom })).toBe(await trainedBytes(epoch));
  },
);

test('taking a checkpoint leaves no tensor, nor does resuming from it', async () => {
  const resumeFrom = await checkpointAfter(1);
  const before = tf.memory().numTensors;
  const whole = train(3, { checkpointEvery: 1 });
  (await whole.training).dispose();
  const resumed = train(3, { checkpointEvery: 1, resumeFrom });
  (await resumed.training).dispose();
  expect(tf.memory().numTensors).toBe(before);
  const counts = [...whole.recording.tensors, ...resumed.recording.tensors];
  expect(counts).toEqual(Array(5).fill(counts[0]));
});

describe('members that go on from each other', () => {
  /** The last checkpoint of a member of so many epochs. */
  async function lastCheckpoint(epochs: number, changes: Partial<TrainMemberOptions> = {}) {
    const { training, recording } = train(epochs, { checkpointAtEnd: true, ...changes });
    (await training).dispose();
    return recording.checkpoint;
  }

  test('C5: end with the same bits as one member that trains all their epochs', async () => {
    const first = await lastCheckpoint(2);
    expect(await trainedBytes(2)).not.toBe(await trainedBytes(4));
    const second = { resumeFrom: first, epochsBefore: 2 };
    expect(await trainedBytes(2, second)).toBe(await trainedBytes(4));
    const third = { resumeFrom: await lastCheckpoint(2, second), epochsBefore: 4 };
    expect(await trainedBytes(2, third)).toBe(await trainedBytes(6));
  });

  test('C5: end with the same bits when one of them is handed back and resumed', async () => {
    const second = { resumeFrom: await lastCheckpoint(2), epochsBefore: 2 };
    const cut = train(3, { ...second, handBack: AbortSignal.abort() });
    await expect(cut.training).rejects.toThrow('handed back after epoch 1:');
    const resumed = { ...second, resumeFrom: cut.recording.checkpoint };
    expect(await trainedBytes(3, resumed)).toBe(await trainedBytes(5));
  });

  test('count their own epochs, with the losses of one that trains on', async () => {
    const whole = train(4);
    await whole.training;
    const resumeFrom = await lastCheckpoint(2);
    const { training, recording } = train(2, {
      resumeFrom,
      epochsBefore: 2,
      checkpointEvery: 1,
      checkpointAtEnd: true,
    });
    await training;
    expect(recording.calls).toEqual(['epoch 1', 'checkpoint 1', 'epoch 2', 'checkpoint 2']);
    expect(recording.losses).toEqual(whole.recording.losses.slice(2));
  });

  test('give one checkpoint at the end, whatever checkpointEvery is', async () => {
    const { training, recording } = train(2, { checkpointEvery: 2, checkpointAtEnd: true });
    await training;
    expect(recording.calls).toEqual(['epoch 1', 'epoch 2', 'checkpoint 2']);
  });
});

describe('a checkpoint is refused, and no tensor left,', () => {
  const model = (changes: Partial<CnnSizes>) => ({ network: smallCnn(changes) });

  const noWeights = { epoch: 1, step: 6, weights: [], optimizer: { name: 'adam', state: [] } };

  test.for([
    {
      where: 'with another layer',
      changes: model({ filters: [4, 7] }),
      message: /weight 3 is conv2\/kernel \[4, 4, 4, 6\] instead of conv2\/kernel \[4, 4, 4, 7\]/,
    },
    {
      where: 'with a layer less',
      changes: model({ denseUnits: [16] }),
      message: /weight 7 is dense2\/kernel \[16, 12\] instead of output\/kernel \[16, 3\]/,
    },
    {
      where: 'with more classes',
      changes: { network: layersNetwork(cnnTopology(SMALL_CNN, EASY_SHAPE, EASY_CLASSES + 1)) },
      message: /weight 9 is output\/kernel \[12, 3\] instead of output\/kernel \[12, 4\]/,
    },
    {
      where: 'with larger batches',
      changes: { config: { ...SMALL_CONFIG, batchSize: 40 } },
      message: /has 6 steps in 1 epochs, and this training has 3 .* with the batchSize/,
    },
    {
      where: 'with another optimizer',
      changes: { optimizer: momentum(0.01) },
      message: /by adam, and this one is by momentum: .* optimizer that it was made with/,
    },
    {
      where: "with another version of its optimizer's state",
      changes: { optimizer: { ...momentum(0.01), name: 'adam' } },
      message: /another optimizer: adam's tensor 1 is mean \[1229\] instead of velocity0/,
    },
    {
      where: 'when it lacks weights',
      changes: { resumeFrom: encodeCheckpoint(noWeights) },
      message: /weight 1 is missing instead of conv1\/kernel \[4, 4, 3, 4\]/,
    },
    {
      where: 'when the member before has not ended in it',
      changes: { epochsBefore: 2 },
      message: /goes on after 2 epochs, and its checkpoint has 1: .* of the member before/,
    },
    {
      where: 'when it is none',
      changes: { resumeFrom: Buffer.from('something else') },
      message: /does not begin as a checkpoint/,
    },
  ])('$where', async ({ changes, message }) => {
    const resumeFrom = await checkpointAfter(1);
    const before = tf.memory().numTensors;
    const { training, recording } = train(3, { resumeFrom, ...changes });
    await expect(training).rejects.toMatchObject({
      name: 'TrainingError',
      code: 'bad-checkpoint',
      message: expect.stringMatching(message),
    });
    expect(recording.calls).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a training that is asked to hand back', () => {
  const handedBack = { name: 'TrainingError', code: 'handed-back' };

  test('ends after the epoch under way with its checkpoint, although none is due', async () => {
    const controller = new AbortController();
    const before = tf.memory().numTensors;
    const { training, recording } = train(4, { checkpointEvery: 3, handBack: controller.signal });
    controller.abort(); // trainMember pauses after the first step
    await expect(training).rejects.toMatchObject(handedBack);
    expect(recording.calls).toEqual(['epoch 1', 'checkpoint 1']);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('C5: ends with the same bits when it is resumed, handed back and resumed again', async () => {
    const handBack = AbortSignal.abort();
    const first = train(3, { handBack });
    await expect(first.training).rejects.toMatchObject(handedBack);
    const second = train(3, { handBack, resumeFrom: first.recording.checkpoint });
    await expect(second.training).rejects.toThrow('handed back after epoch 2');
    expect(second.recording.calls).toEqual(['epoch 2', 'checkpoint 2']);
    const resumeFrom = second.recording.checkpoint;
    expect(await trainedBytes(3, { resumeFrom })).toBe(await trainedBytes(3));
  });

  test('gives one checkpoint where one is due anyway', async () => {
    const { training, recording } = train(3, { checkpointEvery: 1, handBack: AbortSignal.abort() });
    await expect(training).rejects.toMatchObject(handedBack);
    expect(recording.calls).toEqual(['epoch 1', 'checkpoint 1']);
  });

  test('in its last epoch just finishes', async () => {
    const { training, recording } = train(1, { handBack: AbortSignal.abort() });
    await training;
    expect(recording.calls).toEqual(['epoch 1']);
  });
});
