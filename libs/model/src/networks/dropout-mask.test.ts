import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { dropoutMask, maskSeed } from './dropout-mask.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const mask = (rate: number, seed = 1, layer = 1, step = 1) =>
  dropoutMask([100, 200], rate, maskSeed(seed, layer), step).dataSync<'float32'>();

test.each([0.1, 0.5, 0.8])('dropout %d zeroes that share and scales up the rest', (rate) => {
  const factors = mask(rate);
  const zeros = factors.filter((factor) => factor === 0).length / factors.length;
  expect(zeros).toBeCloseTo(rate, 1.5);
  const kept = new Set(factors.filter((factor) => factor !== 0));
  expect([...kept]).toEqual([Math.fround(1 / (1 - rate))]);
});

test('dropout 0 changes nothing', () => {
  expect(new Set(mask(0))).toEqual(new Set([1]));
});

test('the mask is a function of seed, layer and step, and each of them changes it', () => {
  const first = mask(0.5, 1, 1, 1);
  expect(mask(0.5, 1, 1, 1)).toEqual(first);
  for (const other of [mask(0.5, 2, 1, 1), mask(0.5, 1, 2, 1), mask(0.5, 1, 1, 2)]) {
    const same = other.filter((factor, index) => factor === first[index]).length;
    expect(same / other.length).toBeCloseTo(0.5, 1.5);
  }
});
