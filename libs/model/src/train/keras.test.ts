import { prepareKerasEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { Model } from '../networks/model.ts';
import { optimizerOf } from '../optimizers/optimizer-of.ts';
import type { OptimizerSettings } from '../optimizers/optimizer-settings.ts';
import { KERAS_NETWORK, kerasBatch } from '../testing/keras-network.ts';
import { describedWeight } from './described-weight.ts';
import { OptimizerState } from './optimizer-state.ts';
import { trainingStep } from './training-step.ts';

const STEPS = 20;
const PROGRAM = fileURLToPath(new URL('../testing/keras_training.py', import.meta.url));
/** What Keras 3.15.1 gave. `CHORUS_REWRITE=1` writes what it gives now. */
const FIGURES = fileURLToPath(new URL('keras-figures.json', import.meta.url));

/** The same training in our words and in Keras'. */
interface Case {
  readonly settings: Partial<OptimizerSettings>;
  readonly keras: Readonly<Record<string, unknown>>;
}

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
};

type Figures = Record<string, number[]>;

let figures: Figures;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  figures = JSON.parse(readFileSync(FIGURES, 'utf8')) as Figures;
});

/** All weights after the steps, one after the other. */
function trained({ settings }: Case): number[] {
  const optimizer = optimizerOf(settings);
  const model = new Model(KERAS_NETWORK, 1);
  const state = new OptimizerState(optimizer, KERAS_NETWORK.weights.map(describedWeight));
  const step = trainingStep(model, state);
  const rates = tf.tensor(optimizer.rates(1, STEPS), [STEPS, optimizer.numbers.length]);
  for (let index = 0; index < STEPS; index++) {
    tf.tidy(() => step({ ...kerasBatch(index), rates: rates.gather(index) }));
  }
  return Object.values(model.weights).flatMap((weight) => [...weight.dataSync()]);
}

/** What 20 steps of Keras come to. */
function trainedByKeras(python: string): Figures {
  const cases = Object.entries(CASES).map(([name, { keras }]) => ({ name, optimizer: keras }));
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
