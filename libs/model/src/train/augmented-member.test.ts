import { type ChosenSamples, sampleSize } from '@chorus/data';
import { beforeAll, describe, expect, test } from 'vitest';
import { augmentationOf, type AugmentationSettings } from '../augmentation/augmentation.ts';
import { startBackend } from '../backends/backend.ts';
import { scaledZero, type Scaling } from '../samples/scaling.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { storedCopy } from '../testing/stored-copy.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const scaling: Scaling = { mean: [100, 90, 80], deviation: [60, 70, 50] };
const SETTINGS: AugmentationSettings = {
  ...{ flip: 'alternating', shift: 2, cropScale: [0.5, 1], cropRatio: [0.75, 1.25] },
  ...{ brightness: 0.2, contrast: 0.2, cutout: 3, mixup: 0.4 },
};
/** 5 batches of 20 and one of 10. */
const set = easyImages(110, 1);
const whole = easyImages(200, 1);
const rows = Uint32Array.from({ length: 110 }, (_, place) => (place * 37 + 3) % 200);

/** The set in pieces of about two batches. */
const inPieces = (of = set) =>
  storedCopy(of, 2.5 * SMALL_CONFIG.batchSize * sampleSize(EASY_SHAPE));

function augmentation(changes: Partial<AugmentationSettings> = {}) {
  const samples = { shape: EASY_SHAPE, classes: EASY_CLASSES, zero: scaledZero(scaling) };
  return augmentationOf({ ...SETTINGS, ...changes }, samples);
}

async function trained(train: ChosenSamples, changes: Partial<TrainMemberOptions>) {
  const losses: number[] = [];
  let reason: string | undefined;
  const model = await trainMember({
    train,
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    augmentation: augmentation(),
    seed: 5,
    config: { ...SMALL_CONFIG, scaling, epochs: 3 },
    hooks: {
      onCompiled: (compilation) => (reason = compilation.reason),
      onEpoch: ({ loss }) => void losses.push(loss),
    },
    ...changes,
  });
  const weights = Object.values(model.weights).map((weight) => weight.dataSync().slice());
  model.dispose();
  return { losses, weights, reason };
}

describe.for([true, false])('compiled: %s, a member whose samples are augmented', (compile) => {
  test('has the same bits when they are read by pieces, also chosen ones', async (context) => {
    if (compile) needTensorFlow(context);
    const expected = await trained(set, { compile });
    expect(await trained(inPieces(), { compile })).toEqual(expected);
    expect(await trained({ ...inPieces(whole), rows }, { compile })).toEqual(
      await trained({ ...whole, rows }, { compile }),
    );
  });

  test('C5: has the same bits when it goes on from a checkpoint', async (context) => {
    if (compile) needTensorFlow(context);
    const expected = await trained(set, { compile });
    let resumeFrom!: Uint8Array;
    const onCheckpoint = (_: number, bytes: Uint8Array) => void (resumeFrom = bytes);
    const cut = { compile, handBack: AbortSignal.abort(), hooks: { onCheckpoint } };
    await expect(trained(set, cut)).rejects.toMatchObject({ code: 'handed-back' });
    const resumed = await trained(inPieces(), { compile, resumeFrom });
    expect(resumed.weights).toEqual(expected.weights);
    expect(resumed.losses).toEqual(expected.losses.slice(1));
  });

  test('is another one than without', async (context) => {
    if (compile) needTensorFlow(context);
    const plain = await trained(set, { compile, augmentation: undefined });
    expect((await trained(set, { compile })).weights).not.toEqual(plain.weights);
  });
});

test.for<[string, Partial<AugmentationSettings>]>([
  ['all augmentations', {}],
  ['flips and shifts alone', { cropScale: undefined, brightness: 0, contrast: 0, mixup: 0 }],
])('compiled and eager steps give the same losses, with %s', async ([, changes], context) => {
  needTensorFlow(context);
  const options = { augmentation: augmentation(changes), config: { ...SMALL_CONFIG, scaling } };
  const [compiled, eager] = [
    await trained(set, { ...options, compile: true }),
    await trained(set, { ...options, compile: false }),
  ];
  expect(compiled.reason).toBeUndefined();
  for (const [index, loss] of compiled.losses.entries()) {
    expect(Math.abs(loss / eager.losses[index]! - 1)).toBeLessThan(1e-4);
  }
});
