/** What is fitted where each member has predicted the samples of its own fold alone. */
import { expect, test } from 'vitest';
import { noisyMembers } from '../../testing/noisy-members.ts';
import { argMax } from '../arg-max.ts';
import { combineBy, combinedProbabilities } from '../combine-by.ts';
import { accuracy } from '../measures/accuracy.ts';
import type { RuleName } from '../combination.ts';
import { crossFitted } from './cross-fit.ts';
import { fitCombination, type CombiningWish } from './fit-combination.ts';
import { fitGreedy } from './greedy.ts';
import { fitStacking } from './stacking.ts';
import { fitTemperature } from './temperature.ts';
import {
  combineHeldOut,
  pickSamples,
  rowsByFold,
  type ValidationPredictions,
} from './validation-predictions.ts';

const CLASSES = 3;
const SAMPLES = 240;
const FOLDS = 4;
/** Two sweeps; the members stand in no particular order. */
const SWEEPS = [
  [3, 0, 6, 2],
  [1, 4, 5, 7],
];
const { members, labels } = noisyMembers(8, SAMPLES, CLASSES);
const folds = Uint16Array.from(labels, (_, row) => (Math.floor(row / CLASSES) % FOLDS) + 1);
const folded: ValidationPredictions = {
  labels,
  members: SWEEPS.map((sweep) =>
    Float32Array.from(
      { length: SAMPLES * CLASSES },
      (_, at) => members[sweep[folds[Math.floor(at / CLASSES)]! - 1]!]![at]!,
    ),
  ),
  folded: { folds, sweeps: SWEEPS },
};
const columns = { members: folded.members, labels };

const WISHES: readonly CombiningWish[] = (
  ['sum', 'vote', 'geometric-mean', 'greedy', 'stacking'] as RuleName[]
).flatMap((rule) => [
  { rule },
  { rule, calibration: 'temperature' },
  { rule, calibration: 'member-temperatures' },
]);

test('greedy selection chooses sweeps, whose weight their members share', () => {
  const { weights } = fitCombination({ rule: 'greedy' }, folded, CLASSES);
  const ofSweeps = fitGreedy(columns.members, labels, CLASSES).weights!;
  for (const [sweep, places] of SWEEPS.entries()) {
    for (const place of places) expect(weights![place]).toBe(ofSweeps[sweep]! / FOLDS);
  }
});

test('stacking is fitted to sweeps: out of fold it predicts what it does of them', () => {
  const combination = fitCombination({ rule: 'stacking' }, folded, CLASSES);
  expect(combination.coefficients).toHaveLength(members.length * CLASSES);
  const ofSweeps = fitStacking(columns.members, labels, CLASSES);
  const expected = combinedProbabilities(ofSweeps, columns.members, [SAMPLES, CLASSES]);
  const scores = combineHeldOut(combination, folded, CLASSES);
  for (const [at, value] of scores.entries()) expect(value).toBeCloseTo(expected[at]!, 10);
});

test('of members that predict alike stacking makes what it makes of one of them', () => {
  const combination = fitCombination({ rule: 'stacking' }, folded, CLASSES);
  const ofSweeps = fitStacking(columns.members, labels, CLASSES);
  const alike = members.map((_, place) => members[SWEEPS[0]!.includes(place) ? 0 : 1]!);
  const scores = combineBy(combination, alike, [SAMPLES, CLASSES]);
  const expected = combineBy(ofSweeps, [members[0]!, members[1]!], [SAMPLES, CLASSES]);
  for (const [at, value] of scores.entries()) expect(value).toBeCloseTo(expected[at]!, 10);
});

test("a member's temperature is fitted on its own fold, and that of the whole on what left a sample out", () => {
  const { memberTemperatures } = fitCombination(
    { rule: 'sum', calibration: 'member-temperatures' },
    folded,
    CLASSES,
  );
  const rows = rowsByFold(folded.folded!).get(3)!;
  const { members: own, labels: its } = pickSamples({ members, labels }, CLASSES, rows);
  expect(memberTemperatures![6]).toBe(fitTemperature(own[6]!, its, CLASSES));
  expect(memberTemperatures![5]).toBe(fitTemperature(own[5]!, its, CLASSES));
  const { temperature } = fitCombination({ rule: 'sum', calibration: 'temperature' }, folded, 3);
  const sum = combineBy({ rule: 'sum' }, columns.members, [SAMPLES, CLASSES]);
  expect(temperature).toBeCloseTo(fitTemperature(sum, labels, CLASSES), 10);
});

test.each(WISHES)(
  '%j is the same for one fold of all samples as for samples held out for all',
  (wish) => {
    const sweeps = members.map((_, place) => [place]);
    const one = { members, labels, folded: { folds: new Uint16Array(SAMPLES).fill(1), sweeps } };
    const common = { members, labels };
    expect(fitCombination(wish, one, CLASSES)).toEqual(fitCombination(wish, common, CLASSES));
    const expected = crossFitted(wish, common, CLASSES);
    const crossed = crossFitted(wish, one, CLASSES);
    for (const [at, value] of crossed.entries()) expect(value).toBeCloseTo(expected[at]!, 12);
  },
);

test('given weights are those of the members that left a sample out', () => {
  const weights = [0, 0.25, 0, 0.25, 0, 0.25, 0.25, 0];
  const scores = combineHeldOut({ rule: 'weighted', weights }, folded, CLASSES);
  const [first, second] = [0, 1].map((row) => scores.slice(row * CLASSES, (row + 1) * CLASSES));
  // Of the first fold members 3 and 1.
  const half = (at: number) => (members[3]![at]! + members[1]![at]!) / 2;
  expect([...first!]).toEqual([0, 1, 2].map(half));
  expect([...second!]).toEqual([3, 4, 5].map(half));
});

test.each(WISHES)(
  '%j predicts samples that took no part in its fit: labels by chance stay chance',
  (wish) => {
    // A label that depends on nothing, of each class alike many.
    const chance = labels.map((_, row) => (row * 7 + Math.floor(row / 11)) % CLASSES);
    const crossed = crossFitted(wish, { ...folded, labels: chance }, CLASSES);
    expect(accuracy(argMax(crossed, CLASSES), chance)).toBeLessThan(0.45);
  },
);
