import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { optimizerOf } from './optimizer-of.ts';
import type { DescribedWeight, Optimizer, OptimizerResult, OptimizerStep } from './optimizer.ts';
import { OPTIMIZERS, type OptimizerSettings } from './optimizer-settings.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const DESCRIBED: readonly DescribedWeight[] = [
  { name: 'conv/kernel', shape: [2], kind: 'kernel' },
  { name: 'norm/beta', shape: [1], kind: 'normalisation-bias' },
];

/** What each step's gradient is, whatever the weights are. */
const GRADIENTS = [
  [[0.3, -4], [0.2]],
  [[-0.1, 2], [0]],
  [[0.2, 0], [-0.4]],
] as const;

function begin(optimizer: Optimizer): OptimizerResult {
  const state = optimizer.state(DESCRIBED);
  return {
    weights: [tf.tensor1d([1, -2]), tf.tensor1d([0.5])],
    state: Object.fromEntries(
      state.map(({ name, shape, start = 0 }) => [name, tf.fill([...shape], start)]),
    ),
  };
}

function stepOf(optimizer: Optimizer, before: OptimizerResult, index: number): OptimizerStep {
  const rates = optimizer.rates(index + 1, 1);
  return {
    described: DESCRIBED,
    ...before,
    gradients: GRADIENTS[index]!.map((values) => tf.tensor1d([...values])),
    numbers: Object.fromEntries(optimizer.numbers.map((name, at) => [name, tf.scalar(rates[at]!)])),
  };
}

/** All weights after the three steps. */
function moved(settings: Partial<OptimizerSettings>, learningRate?: (step: number) => number) {
  const optimizer = optimizerOf(settings, learningRate);
  let after = begin(optimizer);
  for (const index of GRADIENTS.keys()) after = optimizer.apply(stepOf(optimizer, after, index));
  return after.weights.flatMap((weight) => [...weight.dataSync()]);
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index]!, 6);
}

describe.for(OPTIMIZERS)('%s', (name) => {
  const settings = { optimizer: name, momentum: 0.9, nesterov: true, weightDecay: 0.1 };

  test('changes nothing that it was given', () => {
    const optimizer = optimizerOf(settings);
    const step = stepOf(optimizer, optimizer.apply(stepOf(optimizer, begin(optimizer), 0)), 1);
    const given = [step.weights, step.gradients, Object.values(step.state)].flat();
    const before = given.map((tensor) => tensor.dataSync().slice());
    const { weights } = optimizer.apply(step);
    expect(weights[0]!.dataSync()).not.toEqual(before[0]);
    expect(given.map((tensor) => tensor.dataSync())).toEqual(before);
  });

  test('has the numbers of later steps from one count that begins with the first', () => {
    const optimizer = optimizerOf(settings, (step) => 1 / step);
    const columns = optimizer.numbers.length;
    const all = optimizer.rates(1, 10);
    expect(optimizer.rates(4, 3)).toEqual(all.subarray(3 * columns, 6 * columns));
  });
});

test('the numbers of later steps are finite, however many there were', () => {
  for (const optimizer of OPTIMIZERS) {
    expect(optimizerOf({ optimizer }).rates(1e7, 2).every(Number.isFinite)).toBe(true);
  }
});

test('a factor multiplies what a kind of weights moves by, whatever the optimizer', () => {
  for (const optimizer of OPTIMIZERS.filter((name) => name !== 'lamb')) {
    const [plain, scaled] = [{}, { rateFactors: { 'normalisation-bias': 64 } }].map((more) =>
      moved({ optimizer, learningRate: 1e-3, ...more }),
    );
    expectClose(scaled!.slice(0, 2), plain!.slice(0, 2));
    expect(scaled![2]! - 0.5).toBeCloseTo((plain![2]! - 0.5) * 64, 4);
  }
});

/** Gradient descent of one value in plain numbers, as PyTorch's SGD has Nesterov's momentum and `weight_decay`. */
function torchSgd(start: number, gradients: readonly number[], rate: number, decay: number) {
  let [weight, buffer] = [start, 0];
  for (const gradient of gradients) {
    const whole = gradient + decay * weight;
    buffer = 0.85 * buffer + whole;
    weight -= rate * (whole + 0.85 * buffer);
  }
  return weight;
}

test("decay as a gradient is PyTorch's with a rate for each group, and a decay that its rate does not change", () => {
  const found = moved({
    ...{ optimizer: 'sgd', momentum: 0.85, nesterov: true, learningRate: 0.1 },
    ...{ weightDecay: 0.3, decay: 'gradient', decayed: ['kernel', 'normalisation-bias'] },
    rateFactors: { 'normalisation-bias': 64 },
  });
  const column = (weight: 0 | 1, at: number) => GRADIENTS.map((step) => step[weight][at]!);
  expectClose(found, [
    torchSgd(1, column(0, 0), 0.1, 0.3),
    torchSgd(-2, column(0, 1), 0.1, 0.3),
    torchSgd(0.5, column(1, 0), 6.4, 0.3 / 64),
  ]);
});

test('decoupled decay follows the learning rate of each step, and only kinds that are named decay', () => {
  const found = moved({ optimizer: 'sgd', weightDecay: 0.5 }, (step) => (step === 2 ? 0.4 : 0));
  expectClose(found, [(1 - 0.4 * 0.5) * 1 + 0.4 * 0.1, (1 - 0.4 * 0.5) * -2 - 0.4 * 2, 0.5]);
});

test.for(['value', 'norm', 'global-norm'] as const)(
  'clipping by %s leaves gradients below its limit as they are',
  (clipping) => {
    const settings = { optimizer: 'sgd', learningRate: 0.1 } as const;
    expect(moved({ ...settings, clipping, clipAt: 5 })).toEqual(moved(settings));
    expect(moved({ ...settings, clipping, clipAt: 3 })).not.toEqual(moved(settings));
  },
);

test('lamb moves weights that are all zeros, as biases are at first, by the learning rate', () => {
  const optimizer = optimizerOf({ optimizer: 'lamb', learningRate: 0.1 });
  const before = { ...begin(optimizer), weights: [tf.zeros([2]), tf.zeros([1])] };
  const { weights } = optimizer.apply(stepOf(optimizer, before, 0));
  expectClose(
    weights.flatMap((weight) => [...weight.dataSync()]),
    [-0.1, 0.1, -0.1],
  );
});
