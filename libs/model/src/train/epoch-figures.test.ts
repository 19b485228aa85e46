import {
  type ChosenSamples,
  chooseSamples,
  labelsOf,
  type SampleSet,
  sampleSize,
  shuffledIndices,
} from '@chorus/data';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { Model } from '../networks/model.ts';
import { optimizerOf } from '../optimizers/optimizer-of.ts';
import { predict } from '../predict/predict.ts';
import { EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { scorePredictions } from '../testing/score-predictions.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { storedCopy } from '../testing/stored-copy.ts';
import type { EpochResult, TrainingProgress, TrainMemberOptions } from './train-member-options.ts';
import { trainMember } from './train-member.ts';
import type { AveragingSettings } from './weight-average.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const set = easyImages(110, 1);
const { scaling } = SMALL_CONFIG;
const AVERAGING: AveragingSettings = {
  ...{ averaging: 'exponential', averageDecay: 0.9, averageEvery: 1 },
  ...{ averageGrowth: 0, averageFrom: 0 },
};
const CHOSEN = Uint32Array.from({ length: 130 }, (_, place) => (place * 37 + 3) % 250);

async function trained(changes: Partial<TrainMemberOptions>) {
  const epochs: EpochResult[] = [];
  const model = await trainMember({
    train: set,
    network: smallCnn(),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: SMALL_CONFIG,
    hooks: { onEpoch: (result) => epochs.push(result) },
    ...changes,
  });
  return { model, epochs, weights: valuesOf(model) };
}

function valuesOf({ weights }: Model): Float32Array[] {
  return Object.values(weights).map((weight) => weight.dataSync<'float32'>().slice());
}

function firstSamples({ values, labels }: SampleSet, count: number): SampleSet {
  const size = sampleSize(EASY_SHAPE);
  return { values: values.subarray(0, count * size), labels: labels.subarray(0, count) };
}

describe.for([true, false])('compiled: %s, after each epoch', (compile) => {
  test.for<[string, number, (set: SampleSet) => ChosenSamples]>([
    ['in memory', 250, (samples) => samples],
    ['fewer than a batch', 30, (samples) => samples],
    ['by pieces of two batches', 450, (samples) => storedCopy(samples, 200.5 * 192)],
    ['chosen among others', 250, (samples) => chooseSamples(samples, CHOSEN)],
  ])(
    'validation samples are measured as they are predicted: %s',
    async ([, count, of], context) => {
      if (compile) needTensorFlow(context);
      const samples = firstSamples(easyImages(500, 3), count);
      const figures: EpochResult[] = [];
      for (const epochs of [1, 2]) {
        const config = { ...SMALL_CONFIG, epochs };
        const training = await trained({ compile, config, validation: of(samples) });
        const predictions = await predict(training.model, of(samples), scaling, compile);
        const expected = scorePredictions(predictions, labelsOf(of(samples)));
        const epoch = training.epochs.at(-1)!;
        expect(epoch.validation!.loss).toBeCloseTo(expected.loss, 5);
        expect(epoch.validation!.accuracy).toBeCloseTo(expected.accuracy, 6);
        figures.push(epoch);
        training.model.dispose();
      }
      expect(figures[1]!.validation!.loss).not.toBe(figures[0]!.validation!.loss);
    },
  );

  test('samples that were held out of the training set are measured, and no others', async (context) => {
    if (compile) needTensorFlow(context);
    const whole = easyImages(250, 3);
    const [train, validation] = [0, 130].map((first) =>
      chooseSamples(whole, CHOSEN.map((row) => (row + first) % 250).subarray(0, 110)),
    );
    const { model, epochs, weights } = await trained({ compile, train: train!, validation });
    const predictions = await predict(model, validation!, scaling, compile);
    const { loss, accuracy } = scorePredictions(predictions, labelsOf(validation!));
    expect(epochs.at(-1)!.validation!.loss).toBeCloseTo(loss, 5);
    expect(epochs.at(-1)!.validation!.accuracy).toBeCloseTo(accuracy, 6);
    expect(weights).toEqual((await trained({ compile, train: train! })).weights);
  });

  test.for<[string, Partial<TrainMemberOptions>]>([
    ['averages of the weights, where they are what predicts', { averaging: AVERAGING }],
    ['in float32 what is trained in bfloat16', { precision: 'bfloat16' }],
  ])('measured are %s', async ([, changes], context) => {
    if (compile) needTensorFlow(context);
    const validation = easyImages(130, 3);
    const { model, epochs } = await trained({ compile, validation, ...changes });
    const predictions = await predict(model, validation, scaling, compile);
    const expected = scorePredictions(predictions, validation.labels);
    expect(epochs.at(-1)!.validation!.loss).toBeCloseTo(expected.loss, 5);
    const plain = await trained({ compile, validation });
    if (changes.averaging || compile) {
      expect(plain.epochs.at(-1)!.validation!.loss).not.toBeCloseTo(expected.loss, 5);
    }
  });

  test('the member has the bits that it has without validation samples, and no figures then', async (context) => {
    if (compile) needTensorFlow(context);
    const validation = easyImages(130, 3);
    const [without, measured] = [
      await trained({ compile }),
      await trained({ compile, validation }),
    ];
    expect(measured.weights).toEqual(without.weights);
    expect(without.epochs[0]!.validation).toBeUndefined();
  });

  test('C5: the figures go on from a checkpoint as if it had not been interrupted', async (context) => {
    if (compile) needTensorFlow(context);
    const changes = { compile, validation: easyImages(130, 3) };
    const { epochs } = await trained(changes);
    let resumeFrom!: Uint8Array;
    const onCheckpoint = (_: number, bytes: Uint8Array) => void (resumeFrom = bytes);
    const cut = { ...changes, handBack: AbortSignal.abort(), hooks: { onCheckpoint } };
    await expect(trained(cut)).rejects.toMatchObject({ code: 'handed-back' });
    const resumed = await trained({ ...changes, resumeFrom });
    const figuresOf = ({ seconds: _s, samplesPerSecond: _r, ...figures }: EpochResult) => figures;
    expect(resumed.epochs.map(figuresOf)).toEqual(epochs.slice(1).map(figuresOf));
  });

  test('the norm is that of the gradient by which the weights moved', async (context) => {
    if (compile) needTensorFlow(context);
    const network = smallCnn({ dropout: 0 });
    const { epochs, weights } = await trained({
      ...{ compile, network, config: { ...SMALL_CONFIG, epochs: 1, batchSize: 110 } },
      optimizer: optimizerOf({ optimizer: 'sgd', learningRate: 1 }),
    });
    const before = valuesOf(new Model(network, 5));
    const squares = weights.flatMap((values, weight) =>
      [...values].map((value, index) => (value - before[weight]![index]!) ** 2),
    );
    const moved = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    expect(epochs[0]!.gradientNorm / moved).toBeCloseTo(1, 4);
  });

  test('the norm is the mean over the steps, and the learning rate is that of the last one', async (context) => {
    if (compile) needTensorFlow(context);
    const still = optimizerOf({}, (step) => step * 1e-12);
    const options = { compile, network: smallCnn({ dropout: 0 }), optimizer: still };
    const train = firstSamples(set, 60);
    const { epochs } = await trained({ ...options, train, config: { ...SMALL_CONFIG, epochs: 3 } });
    // Each step's own: an epoch of one batch has one.
    const order = shuffledIndices(60, 5, 1);
    const norms = [];
    for (const batch of [0, 20, 40]) {
      const rows = order.subarray(batch, batch + 20);
      const alone = await trained({ ...options, train: chooseSamples(train, rows) });
      norms.push(alone.epochs[0]!.gradientNorm);
    }
    expect(epochs[0]!.gradientNorm).toBeCloseTo((norms[0]! + norms[1]! + norms[2]!) / 3, 5);
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([3e-12, 6e-12, 9e-12]);
  });
});

test('while validation samples are measured, the end of the epoch is told as progress', async () => {
  const told: TrainingProgress[] = [];
  const hooks = { onProgress: (progress: TrainingProgress) => void told.push(progress) };
  await trained({ compile: false, validation: easyImages(250, 3), hooks });
  const last = told.filter(({ batch, batches }) => batch === batches);
  expect(last.length).toBeGreaterThanOrEqual(2); // one for each epoch at least
  expect(last[0]).toMatchObject({ epoch: 1, batch: 6, batches: 6 });
});

test('a loss on the validation samples that is not finite ends the training', async () => {
  const broken: SampleSet = { ...easyImages(10, 3) };
  const values = Float32Array.from(broken.values).fill(NaN);
  const training = trained({ compile: false, validation: { ...broken, values } });
  await expect(training).rejects.toMatchObject({
    code: 'diverged',
    message: expect.stringContaining('the loss on the validation samples is no longer'),
  });
});
