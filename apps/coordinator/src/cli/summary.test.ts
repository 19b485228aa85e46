import { expect, test } from 'vitest';
import { renderSummary } from './summary.ts';
import { sampleReport } from './testing/sample-run.ts';

test('the summary shows members, ensemble, samples and files, and says synthetic', () => {
  const text = renderSummary(sampleReport(), 'Files: runs/1').join('\n');
  expect(text).toMatchInlineSnapshot(`
    "
    Run 20260102-030405-abcd succeeded in 01:15: shapes (synthetic), 1000 training and 100 test images

    member  seed  worker        attempts  train loss  train acc  test loss  test acc  s/epoch
         1   100  gpu-box-1f2e         1      1.5000     0.5000     1.0700    0.6300      8.0
         2   101  gpu-box-1f2e         2      1.5000     0.5000     1.1100    0.6100      8.0

    Ensemble of 2: accuracy 0.6900, NLL 0.9100, Brier 0.4200, ECE 0.0300, disagreement 0.3500
    Members: best 0.6300, mean 0.6200; the ensemble gains +0.0600 over the best, +0.0700 over the mean
    The dataset shapes is synthetic: no photographs.

    test image  actual  predicted
            17  disc    disc
             4  ring    disc       wrong

    Files: runs/1"
  `);
});
