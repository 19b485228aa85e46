import { describe, expect, test } from 'vitest';
import { noisyMembers } from '../../testing/noisy-members.ts';
import { accuracy } from '../measures/accuracy.ts';
import { argMax } from '../arg-max.ts';
import { combineBy } from '../combine-by.ts';
import { meanCrossEntropy } from '../measures/cross-entropy.ts';
import { crossFitted } from './cross-fit.ts';
import { fitCombination, needsValidation } from './fit-combination.ts';
import { fitGreedy } from './greedy.ts';
import { fitStacking } from './stacking.ts';
import { COLDEST, fitTemperature, HOTTEST } from './temperature.ts';

const CLASSES = 4;
const validation = noisyMembers(5, 200, CLASSES);
const { members, labels } = validation;
const shape = [labels.length, CLASSES] as const;

describe('greedy selection', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is never worse than the best member, seed %i', (seed) => {
    const others = noisyMembers(6, 120, 3, seed);
    const weights = fitGreedy(others.members, others.labels, 3);
    const rightOf = (scores: Float64Array | Float32Array) =>
      accuracy(argMax(scores, 3), others.labels);
    const best = Math.max(...others.members.map(rightOf));
    expect(rightOf(combineBy(weights, others.members, [120, 3]))).toBeGreaterThanOrEqual(best);
  });

  test('takes the earlier one of equal members', () => {
    const twins = [members[0]!, members[0]!];
    expect(fitGreedy(twins, labels, CLASSES).weights).toEqual([1, 0]);
  });

  test('counts a tie between classes as the lower class, as arg max does', () => {
    const even = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    const lower = Float32Array.of(0.6, 0.4, 0.6, 0.4);
    expect(fitGreedy([even, lower], Int32Array.of(0, 0), 2).weights).toEqual([1, 0]);
    expect(fitGreedy([lower, even], Int32Array.of(1, 1), 2).weights).toEqual([1, 0]);
  });

  test('has weights that sum to 1, and whole rounds', () => {
    const { weights } = fitGreedy(members, labels, CLASSES, 3);
    expect(weights!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('a temperature', () => {
  test('stays within its ends for predictions without an error, without a right one, and for none that tells classes apart', () => {
    const right = Float32Array.of(0.9, 0.1, 0.1, 0.9);
    const cold = fitTemperature(right, Int32Array.of(0, 1), 2);
    expect(cold).toBeGreaterThanOrEqual(COLDEST);
    expect(cold).toBeLessThan(0.05);
    const wrong = Float32Array.of(0.1, 0.9, 0.9, 0.1);
    expect(fitTemperature(wrong, Int32Array.of(0, 1), 2)).toBeCloseTo(HOTTEST, 3);
    const even = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    const any = fitTemperature(even, Int32Array.of(0, 1), 2);
    expect(any).toBeGreaterThanOrEqual(COLDEST);
    expect(any).toBeLessThanOrEqual(HOTTEST);
  });
});

describe('stacking', () => {
  test('takes classes without a validation sample', () => {
    const few = noisyMembers(2, 40, 3);
    const without = few.labels.map((label) => label % 2);
    const { intercepts } = fitStacking(few.members, without, 3);
    expect(intercepts!.every(Number.isFinite)).toBe(true);
  });

  test('refuses more than it can hold', () => {
    const wide = new Float32Array(2000).fill(1 / 2000);
    expect(() => fitStacking([wide, wide, wide], Int32Array.of(0), 2000)).toThrow(
      '4096 members times',
    );
  });
});

describe('a combination that is wished for', () => {
  test('has what its rule and its calibration need, and nothing else', () => {
    const keys = (wish: Parameters<typeof fitCombination>[0]) =>
      Object.keys(fitCombination(wish, validation, CLASSES));
    expect(keys({ rule: 'sum' })).toEqual(['rule']);
    expect(keys({ rule: 'vote', calibration: 'temperature' })).toEqual(['rule', 'temperature']);
    expect(keys({ rule: 'greedy', calibration: 'member-temperatures' })).toEqual([
      'rule',
      'weights',
      'memberTemperatures',
    ]);
    expect(keys({ rule: 'stacking' })).toEqual(['rule', 'coefficients', 'intercepts']);
  });

  test('needs validation only for what is fitted', () => {
    expect(needsValidation({ rule: 'geometric-mean' })).toBe(false);
    expect(needsValidation({ rule: 'sum', calibration: 'temperature' })).toBe(true);
    expect(needsValidation({ rule: 'greedy' })).toBe(true);
    expect(() => fitCombination({ rule: 'greedy' }, undefined, 2)).toThrow('needs validation');
  });

  test.each(['temperature', 'member-temperatures'] as const)(
    '%s makes the loss less',
    (calibration) => {
      const loss = (wish: Parameters<typeof fitCombination>[0]) =>
        meanCrossEntropy(
          combineBy(fitCombination(wish, validation, CLASSES), members, shape),
          labels,
          CLASSES,
        );
      expect(loss({ rule: 'sum', calibration })).toBeLessThan(loss({ rule: 'sum' }));
    },
  );
});

describe('samples that are predicted by what was fitted on others', () => {
  test('are the same for a rule that fits nothing', () => {
    const scores = combineBy({ rule: 'vote' }, members, shape);
    const crossed = crossFitted({ rule: 'vote' }, validation, CLASSES);
    expect(argMax(crossed, CLASSES)).toEqual(argMax(scores, CLASSES));
  });

  test('show that stacking on more features than samples learns them by heart', () => {
    const few = noisyMembers(20, 60, CLASSES);
    const wish = { rule: 'stacking', stackingC: 100 } as const;
    const fitted = combineBy(fitCombination(wish, few, CLASSES), few.members, [60, CLASSES]);
    expect(accuracy(argMax(fitted, CLASSES), few.labels)).toBe(1);
    const crossed = crossFitted(wish, few, CLASSES);
    expect(accuracy(argMax(crossed, CLASSES), few.labels)).toBeLessThan(0.9);
  });

  test('are probabilities for fewer samples than folds', () => {
    const few = noisyMembers(2, 3, 3);
    const crossed = crossFitted({ rule: 'greedy' }, few, 3);
    expect(crossed.slice(0, 3).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });
});
