import { expect, test } from 'vitest';
import { foldSweeps, gatherOutOfFold } from './out-of-fold.ts';

/** Five samples in two folds. */
const FOLDS = Uint16Array.of(1, 2, 2, 1, 2);

test('each sample has the mean of what the members predict of it that left it out', () => {
  const first = { fold: 1, predictions: Float32Array.of(1, 0, 0.5, 0.5) };
  const again = { fold: 1, predictions: Float32Array.of(0, 1, 0.5, 0.5) };
  const second = { fold: 2, predictions: Float32Array.of(0.25, 0.75, 1, 0, 0, 1) };
  const { rows, predictions } = gatherOutOfFold([first, again, second], FOLDS, 2);
  expect([...rows]).toEqual([0, 1, 2, 3, 4]);
  expect([...predictions]).toEqual([0.5, 0.5, 0.25, 0.75, 1, 0, 0.5, 0.5, 0, 1]);
});

test('samples that no member has left out are not predicted', () => {
  const second = { fold: 2, predictions: Float32Array.of(0.25, 0.75, 1, 0, 0, 1) };
  const { rows, predictions } = gatherOutOfFold([second], FOLDS, 2);
  expect([...rows]).toEqual([1, 2, 4]);
  expect(predictions).toEqual(second.predictions);
});

test('predictions that are not those of their fold are refused', () => {
  const wrong = { fold: 2, predictions: new Float32Array(4) };
  expect(() => gatherOutOfFold([wrong], FOLDS, 2)).toThrow('fold 2 has 3 samples, not 2');
});

const leavingOut = (folds: readonly number[], groups: readonly number[] = []) =>
  folds.map((fold, place) => ({ fold, group: groups[place] }));

test('a sweep has one member for each fold, by fold', () => {
  expect(foldSweeps(leavingOut([1, 2, 3, 1, 2, 3]), 3)).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(foldSweeps(leavingOut([2, 3, 1]), 3)).toEqual([[2, 0, 1]]);
});

test('there are no sweeps unless every member is in one', () => {
  expect(foldSweeps(leavingOut([1, 2, 3, 1]), 3)).toBeUndefined();
  expect(foldSweeps(leavingOut([1, 3, 1, 2, 3]), 3)).toBeUndefined();
});

test('the members of a sweep are of one group', () => {
  expect(foldSweeps(leavingOut([1, 2, 1, 2], [0, 0, 4, 4]), 2)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(foldSweeps(leavingOut([1, 2, 1, 2], [0, 1, 1, 1]), 2)).toBeUndefined();
});
