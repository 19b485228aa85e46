import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { optimizerOf } from '../optimizers/optimizer-of.ts';
import type { OptimizerSettings } from '../optimizers/optimizer-settings.ts';
import { learningRates, SCHEDULE_DEFAULTS, type ScheduleSettings } from '../optimizers/schedule.ts';
import { easyImages } from '../testing/easy-images.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { crossEntropy } from './cross-entropy.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const EPOCHS = 4;
const SPAN = { stepsPerEpoch: 6, epochs: EPOCHS, epochsBefore: 0 };

function optimizer(
  settings: Partial<OptimizerSettings & ScheduleSettings> & { readonly learningRate: number },
) {
  return optimizerOf(settings, learningRates({ ...SCHEDULE_DEFAULTS, ...settings }, SPAN));
}

const WAYS: Readonly<Record<string, Partial<TrainMemberOptions>>> = {
  'Nesterov, one cycle, clipping, decay by kind, smoothing and lookahead': {
    optimizer: optimizer({
      ...{ optimizer: 'sgd', momentum: 0.85, nesterov: true, learningRate: 0.1 },
      ...{ schedule: 'one-cycle', clipping: 'global-norm', clipAt: 1 },
      ...{ weightDecay: 0.01, rateFactors: { bias: 8 } },
    }),
    loss: crossEntropy({ labelSmoothing: 0.2, classWeights: [1, 2, 3] }),
    averaging: {
      ...{ averaging: 'lookahead', averageDecay: 0.7, averageEvery: 5 },
      ...{ averageGrowth: 3, averageFrom: 1 },
    },
  },
  'AdamW, cosine, clipping of each weight and an exponential average': {
    optimizer: optimizer({
      ...{ optimizer: 'adamw', learningRate: 0.005, weightDecay: 0.1 },
      ...{ schedule: 'cosine', warmUp: 1, clipping: 'norm' },
    }),
    averaging: {
      ...{ averaging: 'exponential', averageDecay: 0.9, averageEvery: 1 },
      ...{ averageGrowth: 0, averageFrom: 0 },
    },
  },
  'LAMB, steps and decay as a gradient': {
    optimizer: optimizer({
      ...{ optimizer: 'lamb', learningRate: 0.01, weightDecay: 0.1, decay: 'gradient' },
      ...{ schedule: 'step', dropsAt: [2], clipping: 'value' },
    }),
  },
};

async function train(changes: Partial<TrainMemberOptions>) {
  const losses: number[] = [];
  const measured: number[] = [];
  const checkpoints: Uint8Array[] = [];
  const reasons: (string | undefined)[] = [];
  const model = await trainMember({
    train: easyImages(110, 1), // 5 batches of 20 and one of 10
    validation: easyImages(30, 3),
    network: smallCnn(),
    optimizer: optimizer({ learningRate: 0.005 }),
    seed: 5,
    config: { ...SMALL_CONFIG, epochs: EPOCHS },
    checkpointEvery: 1,
    hooks: {
      onCompiled: ({ reason }) => reasons.push(reason),
      onEpoch({ loss, validation }) {
        losses.push(loss);
        measured.push(validation!.loss);
      },
      onCheckpoint: (_, bytes) => void checkpoints.push(bytes),
    },
    ...changes,
  });
  const values = Object.values(model.weights).map((weight) => weight.dataSync<'float32'>().slice());
  model.dispose();
  return { values, losses, measured, checkpoints, reasons };
}

describe.for([true, false])('compiled: %s,', (compile) => {
  test.for(Object.entries(WAYS))(
    'C5: %s learn, and go on from a checkpoint with the same bits',
    { timeout: 60_000 },
    async ([, way], context) => {
      if (compile) needTensorFlow(context);
      const whole = await train({ ...way, compile });
      if (compile) expect(whole.reasons).toEqual([undefined]);
      expect(whole.losses.at(-1)).toBeLessThan(whole.losses[0]!);
      for (const resumeFrom of [whole.checkpoints[0]!, whole.checkpoints[2]!]) {
        expect((await train({ ...way, compile, resumeFrom })).values).toEqual(whole.values);
      }
    },
  );
});

test(
  'compiled steps and eager ones come to the same losses',
  { timeout: 60_000 },
  async (context) => {
    needTensorFlow(context);
    for (const way of Object.values(WAYS)) {
      const [one, other] = [await train(way), await train({ ...way, compile: false })];
      for (const [index, loss] of one.losses.entries()) {
        expect(Math.abs(loss / other.losses[index]! - 1)).toBeLessThan(1e-3);
      }
    }
  },
);

test('no way of training leaves a tensor', async () => {
  for (const compile of [true, false]) {
    for (const way of Object.values(WAYS)) {
      const before = tf.memory().numTensors;
      await train({ ...way, compile, patience: 1 });
      expect(tf.memory().numTensors).toBe(before);
    }
  }
});

test('what is returned are the averages, which a checkpoint holds beside the weights', async () => {
  const { averaging } = WAYS['AdamW, cosine, clipping of each weight and an exponential average']!;
  const averaged = await train({ averaging, checkpointAtEnd: true });
  const { weights, average } = decodeCheckpoint(averaged.checkpoints.at(-1)!);
  expect(average!.map(({ values }) => values)).toEqual(averaged.values);
  const without = await train({});
  expect(weights.map(({ values }) => values)).toEqual(without.values);
});

describe('a member that may stop early', () => {
  /** The rate of each epoch: above 0 the loss falls, below it rises, and with 0 it stays the same to its last digit. */
  const rated = (...rates: readonly number[]) => ({
    optimizer: optimizerOf(
      { optimizer: 'sgd', momentum: 0 },
      (step) => rates[Math.ceil(step / SPAN.stepsPerEpoch) - 1]!,
    ),
  });
  const onlyEpochs = (epochs: number) => ({ config: { ...SMALL_CONFIG, epochs } });

  test('stops after so many epochs without a lower loss, with the weights of the best', async () => {
    const way = rated(0.1, 0.1, 0, -0.1);
    const stopped = await train({ ...way, ...onlyEpochs(6), patience: 2 });
    const [first, second, third, fourth] = stopped.measured as [number, number, number, number];
    expect(stopped.measured).toHaveLength(4);
    expect([second < first, third === second, fourth > third]).toEqual([true, true, true]);
    const best = await train({ ...way, ...onlyEpochs(2) });
    expect(stopped.values).toEqual(best.values);
    const sooner = await train({ ...way, ...onlyEpochs(6), patience: 1 });
    expect(sooner.measured).toHaveLength(3);
    expect(sooner.values).toEqual(best.values);
  });

  test('has the best weights where it does not stop', async () => {
    const way = rated(0.1, 0.1, 0.1, -0.1);
    const best = await train({ ...way, ...onlyEpochs(3) });
    const all = await train({ ...way, patience: 3 });
    expect(all.measured).toHaveLength(EPOCHS);
    expect(all.measured.indexOf(Math.min(...all.measured))).toBe(2);
    expect(all.values).toEqual(best.values);
  });

  test('C5: stops after the same epoch with the same bits when it was interrupted', async () => {
    const way = { ...rated(0.1, 0.1, 0, -0.1), ...onlyEpochs(6), patience: 2 };
    const whole = await train({ ...way, checkpointAtEnd: true });
    expect(whole.checkpoints).toHaveLength(4);
    for (const [index, resumeFrom] of whole.checkpoints.entries()) {
      const resumed = await train({ ...way, resumeFrom });
      expect(resumed.measured).toEqual(whole.measured.slice(index + 1));
      expect(resumed.values).toEqual(whole.values);
    }
  });

  test('a checkpoint with an average is refused where there is none, and the reverse', async () => {
    const { averaging } =
      WAYS['AdamW, cosine, clipping of each weight and an exponential average']!;
    const [averaged, plain] = [await train({ averaging }), await train({})];
    await expect(train({ resumeFrom: averaged.checkpoints[0] })).rejects.toThrow(
      'the checkpoint is of another average of weights: its tensor 1 is conv1/kernel [4, 4, 3, 4] instead of missing',
    );
    await expect(train({ averaging, resumeFrom: plain.checkpoints[0] })).rejects.toThrow(
      'its tensor 1 is missing instead of conv1/kernel',
    );
  });
});
