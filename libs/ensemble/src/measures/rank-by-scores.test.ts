import { expect, test } from 'vitest';
import { rankByScores } from './rank-by-scores.ts';

test('the more accurate goes first, of as accurate ones the surer, of equal ones the earlier', () => {
  const scores = [
    { accuracy: 0.8, nll: 0.5 },
    { accuracy: 0.9, nll: 0.7 },
    { accuracy: 0.9, nll: 0.6 },
    { accuracy: 0.8, nll: 0.5 },
  ];
  expect(rankByScores(scores)).toEqual([2, 1, 0, 3]);
  expect(rankByScores([])).toEqual([]);
});
