import { sampleReport } from '@chorus/run-view/testing';
import { expect, test } from 'vitest';
import { renderSummary } from './summary.ts';

test('the summary shows members, ensemble, samples and files, and says synthetic', () => {
  const text = renderSummary(sampleReport(), 'Files: runs/1').join('\n');
  expect(text).toMatchInlineSnapshot(`
    "
    Run 20260102-030405-abcd succeeded in 01:15: shapes (synthetic), 1000 training and 100 test samples

    member  seed  worker        attempts  train loss  train acc  test loss  test acc  s/epoch
         1   100  gpu-box-1f2e         1      1.5000     0.5000     1.0700    0.6300      8.0
         2   101  gpu-box-1f2e         2      1.5000     0.5000     1.1100    0.6100      8.0

    Ensemble of 2: accuracy 0.6900, NLL 0.9100, Brier 0.4200, ECE 0.0300, disagreement 0.3500
    Members: best 0.6300, mean 0.6200; the ensemble gains +0.0600 over the best, +0.0700 over the mean
    The dataset shapes is synthetic: no photographs.

    test sample  actual  predicted
             17  disc    disc
              4  ring    disc       wrong

    Files: runs/1"
  `);
});

test('members that are missing are said one by one, and the ensemble counts those that are there', () => {
  const report = sampleReport();
  const base = { seed: 1, attempts: 3, kind: 'diverged', reason: 'the loss is not finite' };
  report.missing = [
    { ...base, member: 3 },
    { ...base, member: 4, attempts: 1, kind: 'out-of-memory', reason: 'the GPU is full' },
    { ...base, member: 5, kind: 'cancelled', reason: 'the first 2 members to finish count' },
    { ...base, member: 6, attempts: 0, kind: '', reason: '' },
  ];
  const lines = renderSummary(report, 'Files: runs/1');
  expect(lines.filter((line) => line.includes('missing'))).toEqual([
    'member 3 is missing: it was given up after 3 attempts (diverged): the loss is not finite',
    'member 4 is missing: it was given up after 1 attempt (out-of-memory): the GPU is full',
    'member 5 is missing: the first 2 members to finish count',
    'member 6 is missing: it was not trained',
  ]);
  expect(lines.find((line) => line.startsWith('Ensemble'))).toMatch(/^Ensemble of 2: /);
});
