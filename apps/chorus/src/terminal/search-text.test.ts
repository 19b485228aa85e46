import type { TrialReport } from '@chorus/run-view';
import { expect, test } from 'vitest';
import { renderSearch } from './search-text.ts';

function trial(number: number, rank: number | undefined, kept = false): TrialReport {
  const values = { 'training.learningRate': number / 1000, 'network.denseUnits': [16, 8] };
  const validation = { accuracy: 1 - (rank ?? 0) / 100, nll: 0.5 };
  const ranked = rank === undefined ? {} : { rank, validation };
  return { trial: number, members: [number], values, ...ranked, kept };
}

test('trials stand from the best to the worst, those without a rank last', () => {
  const trials = [trial(1, 2), trial(2, undefined), trial(3, 1, true)];
  const lines = renderSearch({ keep: 1, samples: 120, trials });
  expect(lines.map((line) => line.trimEnd())).toEqual([
    '',
    'rank  trial  validation acc     NLL        drawn',
    '   1      3          0.9900  0.5000  kept  learningRate 0.003, denseUnits [16,8]',
    '   2      1          0.9800  0.5000        learningRate 0.001, denseUnits [16,8]',
    '   -      2               -       -        learningRate 0.002, denseUnits [16,8]',
    'The best 1 of 2 trials (1 trial without all members), ranked on 120 held-out samples before any test sample: ' +
      'of a choice the best look better on them than they are.',
  ]);
});

test('of many trials the best are shown, and all that are kept', () => {
  const trials = Array.from({ length: 40 }, (_, index) => trial(index + 1, index + 1));
  const few = renderSearch({ keep: 2, samples: 9, trials });
  expect(few.at(-2)).toBe('and 20 more trials, which report.json has');
  expect(renderSearch({ keep: 40, samples: 9, trials })).toHaveLength(43);
});
