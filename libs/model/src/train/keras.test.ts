import { prepareKerasEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { Model } from '../networks/model.ts';
import { optimizerOf } from '../optimizers/optimizer-of.ts';
import type { OptimizerSettings } from '../optimizers/optimizer-settings.ts';
import { learningRates, SCHEDULE_DEFAULTS, type ScheduleSettings } from '../optimizers/schedule.ts';
import { KERAS_NETWORK, kerasBatch } from '../testing/keras-network.ts';
import { crossEntropy, type CrossEntropySettings } from './cross-entropy.ts';
import { MemberState } from './member-state.ts';
import { StepNumbers } from './step-numbers.ts';
import { trainingStep } from './training-step.ts';
import type { AveragingSettings } from './weight-average.ts';

const STEPS = 20;
const SPAN = { stepsPerEpoch: 5, epochs: 4, epochsBefore: 0 };
const PROGRAM = fileURLToPath(new URL('../testing/keras_training.py', import.meta.url));
/** What Keras 3.15.1 gave. `CHORUS_REWRITE=1` writes what it gives now. */
const FIGURES = fileURLToPath(new URL('keras-figures.json', import.meta.url));

/** The same training in our words and in Keras'. */
interface Case {
  readonly settings: Partial<OptimizerSettings & ScheduleSettings> & {
    readonly learningRate: number;
  };
  readonly loss?: CrossEntropySettings;
  readonly averaging?: AveragingSettings;
  readonly keras: Readonly<Record<string, unknown>>;
}

const NO_AVERAGE = { averageEvery: 1, averageGrowth: 0, averageFrom: 0 };

const KINDS = ['kernel', 'bias'] as const;

const CASES: Readonly<Record<string, Case>> = {
  sgd: {
    settings: { optimizer: 'sgd', learningRate: 0.1 },
    keras: { class: 'SGD', learning_rate: 0.1 },
  },
  momentum: {
    settings: { optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 },
    keras: { class: 'SGD', learning_rate: 0.1, momentum: 0.9 },
  },
  nesterov: {
    settings: { optimizer: 'sgd', learningRate: 0.1, momentum: 0.85, nesterov: true },
    keras: { class: 'SGD', learning_rate: 0.1, momentum: 0.85, nesterov: true },
  },
  adam: {
    settings: { optimizer: 'adam', learningRate: 0.01 },
    keras: { class: 'Adam', learning_rate: 0.01 },
  },
  'adam of other settings': {
    settings: { learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 },
    keras: { class: 'Adam', learning_rate: 0.01, beta_1: 0.8, beta_2: 0.95, epsilon: 1e-3 },
  },
  'adamw, of which everything decays': {
    settings: { optimizer: 'adamw', learningRate: 0.01, weightDecay: 0.4, decayed: KINDS },
    keras: { class: 'AdamW', learning_rate: 0.01, weight_decay: 0.4 },
  },
  'adamw, of which kernels decay': {
    settings: { optimizer: 'adamw', learningRate: 0.01, weightDecay: 0.4 },
    keras: { class: 'AdamW', learning_rate: 0.01, weight_decay: 0.4, excluded: ['bias'] },
  },
  nadam: {
    settings: { optimizer: 'nadam', learningRate: 0.01 },
    keras: { class: 'Nadam', learning_rate: 0.01 },
  },
  rmsprop: {
    settings: { optimizer: 'rmsprop', learningRate: 0.01 },
    keras: { class: 'RMSprop', learning_rate: 0.01 },
  },
  'rmsprop, centered and with momentum': {
    settings: { optimizer: 'rmsprop', learningRate: 0.01, rho: 0.8, momentum: 0.5, centered: true },
    keras: { class: 'RMSprop', learning_rate: 0.01, rho: 0.8, momentum: 0.5, centered: true },
  },
  lamb: {
    settings: { optimizer: 'lamb', learningRate: 0.01 },
    keras: { class: 'Lamb', learning_rate: 0.01 },
  },
  'lamb with decay': {
    settings: { optimizer: 'lamb', learningRate: 0.01, weightDecay: 0.4, decayed: KINDS },
    keras: { class: 'Lamb', learning_rate: 0.01, weight_decay: 0.4 },
  },
  adagrad: {
    settings: { optimizer: 'adagrad', learningRate: 0.1 },
    keras: { class: 'Adagrad', learning_rate: 0.1 },
  },
  'clipping of values': {
    settings: { optimizer: 'sgd', learningRate: 0.5, clipping: 'value', clipAt: 0.02 },
    keras: { class: 'SGD', learning_rate: 0.5, clipvalue: 0.02 },
  },
  "clipping of each weight's norm": {
    settings: { optimizer: 'sgd', learningRate: 0.5, clipping: 'norm', clipAt: 0.05 },
    keras: { class: 'SGD', learning_rate: 0.5, clipnorm: 0.05 },
  },
  'clipping of the norm of all': {
    settings: { optimizer: 'sgd', learningRate: 0.5, clipping: 'global-norm', clipAt: 0.1 },
    keras: { class: 'SGD', learning_rate: 0.5, global_clipnorm: 0.1 },
  },
  'label smoothing': {
    settings: { optimizer: 'sgd', learningRate: 0.5 },
    loss: { labelSmoothing: 0.2 },
    keras: { class: 'SGD', learning_rate: 0.5 },
  },
  'class weights': {
    settings: { optimizer: 'sgd', learningRate: 0.5 },
    loss: { classWeights: [1, 0.2, 3] },
    keras: { class: 'SGD', learning_rate: 0.5 },
  },
  'class weights and label smoothing': {
    settings: { learningRate: 0.01 },
    loss: { classWeights: [1, 0.2, 3], labelSmoothing: 0.1 },
    keras: { class: 'Adam', learning_rate: 0.01 },
  },
  'an exponential average': {
    settings: { optimizer: 'sgd', learningRate: 0.5 },
    averaging: { ...NO_AVERAGE, averaging: 'exponential', averageDecay: 0.9 },
    keras: { class: 'SGD', learning_rate: 0.5, use_ema: true, ema_momentum: 0.9 },
  },
  'cosine with warm-up': {
    settings: {
      ...{ optimizer: 'sgd', learningRate: 0.5, momentum: 0.9 },
      ...{ schedule: 'cosine', warmUp: 1, initialFactor: 0.1, finalFactor: 0.2 },
    },
    keras: {
      ...{ class: 'SGD', momentum: 0.9 },
      learning_rate: {
        ...{ class: 'CosineDecay', initial_learning_rate: 0.05, decay_steps: 15, alpha: 0.2 },
        ...{ warmup_target: 0.5, warmup_steps: 5 },
      },
    },
  },
  'cosine that begins again': {
    settings: {
      ...{ learningRate: 0.02, schedule: 'cosine' },
      ...{ cycleEpochs: 1, cycleGrowth: 2, cycleFactor: 0.5, finalFactor: 0.1 },
    },
    keras: {
      class: 'Adam',
      learning_rate: {
        ...{ class: 'CosineDecayRestarts', initial_learning_rate: 0.02, first_decay_steps: 5 },
        ...{ t_mul: 2, m_mul: 0.5, alpha: 0.1 },
      },
    },
  },
  'steps down': {
    settings: {
      ...{ optimizer: 'sgd', learningRate: 0.5, nesterov: true, momentum: 0.9 },
      ...{ schedule: 'step', dropsAt: [1, 3], dropFactor: 0.1 },
    },
    keras: {
      ...{ class: 'SGD', nesterov: true, momentum: 0.9 },
      learning_rate: {
        ...{ class: 'PiecewiseConstantDecay', boundaries: [4, 14], values: [0.5, 0.05, 0.005] },
      },
    },
  },
};

type Figures = Record<string, number[]>;

let figures: Figures;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  figures = JSON.parse(readFileSync(FIGURES, 'utf8')) as Figures;
});

/** All weights after the steps, one after the other. */
function trained({ settings, loss, averaging }: Case): number[] {
  const rates = learningRates({ ...SCHEDULE_DEFAULTS, ...settings }, SPAN);
  const optimizer = optimizerOf(settings, rates);
  const member = new MemberState(new Model(KERAS_NETWORK, 1), optimizer, averaging, SPAN);
  const { model, optimizer: state, average } = member;
  const numbers = new StepNumbers(optimizer, average);
  const step = trainingStep(model, { state, numbers, average, loss: crossEntropy(loss) });
  const table = tf.tensor(numbers.table(1, STEPS), [STEPS, numbers.names.length]);
  for (let index = 0; index < STEPS; index++) {
    tf.tidy(() => step({ ...kerasBatch(index), numbers: table.gather(index) }));
  }
  const weights = [...Object.values(model.weights), ...Object.values(average?.weights ?? {})];
  return weights.flatMap((weight) => [...weight.dataSync()]);
}

/** What 20 steps of Keras come to. */
function trainedByKeras(python: string): Figures {
  const cases = Object.entries(CASES).map(([name, { keras, loss = {} }]) => ({
    ...{ name, optimizer: keras },
    ...{ smoothing: loss.labelSmoothing ?? 0, classWeights: loss.classWeights ?? null },
  }));
  const output = execFileSync(python, [PROGRAM], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as Figures;
}

/** The largest deviation, in relation to the largest value. */
function deviation(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  const differences = found.map((value, index) => Math.abs(value - expected[index]!));
  return Math.max(...differences) / Math.max(...expected.map(Math.abs));
}

describe("twenty steps are Keras' within 1e-5:", () => {
  test.for(Object.entries(CASES))('%s', ([name, each]) => {
    expect(deviation(trained(each), figures[name]!)).toBeLessThan(1e-5);
  });
});

test(
  'the figures kept here are those that Keras gives',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const { python, reason } = await prepareKerasEnvironment();
    if (python === undefined) return context.skip(reason);
    const found = trainedByKeras(python);
    if (process.env['CHORUS_REWRITE'] === '1') {
      writeFileSync(FIGURES, `${JSON.stringify(found)}\n`);
    }
    expect(Object.keys(figures).sort()).toEqual(Object.keys(CASES).sort());
    for (const [name, values] of Object.entries(figures)) {
      expect(deviation(found[name]!, values)).toBeLessThan(1e-5);
    }
  },
);
