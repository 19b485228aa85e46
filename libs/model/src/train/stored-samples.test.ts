import { type ChosenSamples, sampleSize, type SampleSet } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { predict } from '../predict/predict.ts';
import { EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { type StoredCopy, storedCopy } from '../testing/stored-copy.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const SAMPLE_BYTES = sampleSize(EASY_SHAPE);
const { batchSize, scaling } = SMALL_CONFIG; // 20 samples
/** 5 batches of 20 and one of 10. */
const set = easyImages(110, 1);
const whole: SampleSet = easyImages(200, 1);
const rows = Uint32Array.from({ length: 110 }, (_, place) => (place * 37 + 3) % 200);

/** The set in pieces of about so many batches. */
const inPieces = (batches: number, of = set, failAt?: number) =>
  storedCopy(of, (batches + 0.5) * batchSize * SAMPLE_BYTES, failAt);

function start(train: ChosenSamples, changes: Partial<TrainMemberOptions>) {
  return trainMember({
    train,
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: SMALL_CONFIG,
    ...changes,
  });
}

async function trained(train: ChosenSamples, changes: Partial<TrainMemberOptions>) {
  const losses: number[] = [];
  const hooks = { onEpoch: ({ loss }: { loss: number }) => void losses.push(loss) };
  const model = await start(train, { hooks, ...changes });
  const weights = Object.values(model.weights).map((weight) => weight.dataSync().slice());
  const predictions = await predict(model, train, scaling, changes.compile);
  model.dispose();
  return { losses, weights, predictions };
}

function expectNothingHeld({ held }: StoredCopy): void {
  expect(held).toEqual({ readers: 0, pieces: 0 });
}

describe.for([true, false])('compiled: %s, samples that are read by pieces', (compile) => {
  test.for([1, 2, 3, 5, 6, 100])(
    'of %i batches give the bits, and the predictions, of those in memory',
    async (batches, context) => {
      if (compile) needTensorFlow(context);
      const stored = inPieces(batches);
      expect(await trained(stored, { compile })).toEqual(await trained(set, { compile }));
      expectNothingHeld(stored);
    },
  );

  test('and of which rows are chosen do, too', async (context) => {
    if (compile) needTensorFlow(context);
    const stored = inPieces(2, whole);
    const expected = await trained({ ...whole, rows }, { compile });
    expect(await trained({ ...stored, rows }, { compile })).toEqual(expected);
    expect(stored.pieces[0]!.every((row) => rows.includes(row))).toBe(true);
  });

  test('C5: and from a checkpoint on, wherever the epochs before had theirs', async (context) => {
    if (compile) needTensorFlow(context);
    const expected = await trained(set, { compile });
    for (const [first, then] of [
      [inPieces(2), set],
      [set, inPieces(3)],
      [inPieces(1), inPieces(2)],
    ] as const) {
      let resumeFrom!: Uint8Array;
      const onCheckpoint = (_: number, bytes: Uint8Array) => void (resumeFrom = bytes);
      const cut = { compile, handBack: AbortSignal.abort(), hooks: { onCheckpoint } };
      await expect(start(first, cut)).rejects.toMatchObject({ code: 'handed-back' });
      const { weights, predictions } = await trained(then, { compile, resumeFrom });
      expect({ weights, predictions }).toEqual({
        weights: expected.weights,
        predictions: expected.predictions,
      });
    }
  });

  test('leave nothing behind when one cannot be read, nor when training is cancelled', async (context) => {
    if (compile) needTensorFlow(context);
    const before = tf.memory().numTensors;
    const broken = inPieces(1, set, 3);
    await expect(start(broken, { compile })).rejects.toThrow('piece 3 cannot be read');
    expectNothingHeld(broken);
    const controller = new AbortController();
    const cancelled = inPieces(2);
    const hooks = { onProgress: () => controller.abort() };
    const training = start(cancelled, { compile, hooks, signal: controller.signal });
    await expect(training).rejects.toMatchObject({ code: 'cancelled' });
    expectNothingHeld(cancelled);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('are read while those before are trained on: never more than one piece ahead', async (context) => {
    if (compile) needTensorFlow(context);
    const stored = inPieces(2);
    const asked: number[] = [];
    const hooks = { onProgress: () => void asked.push(stored.pieces.length) };
    (await start(stored, { compile, hooks, config: { ...SMALL_CONFIG, epochs: 1 } })).dispose();
    expect(asked[0]).toBe(2);
    expect(stored.pieces.map(({ length }) => length)).toEqual([40, 40, 30]);
  });
});
