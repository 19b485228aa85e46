import type { Comparison } from '@chorus/run-view';
import { expect, test } from 'vitest';
import { renderComparison } from './comparison-text.ts';

const spread = { mean: 1, least: 1, most: 1 };

/** A run whose members have finished so many epochs. */
function runOf(epochs: number): Comparison['runs'][number] {
  return {
    runId: `of-${epochs}`,
    status: 'succeeded',
    reason: '',
    dataset: { name: 'cifar10', synthetic: false },
    epochs: Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      members: 1,
      loss: spread,
      accuracy: spread,
    })),
    result: {
      members: 1,
      membersDone: 1,
      memberAccuracy: spread,
      ensembleAccuracy: 1,
      gainOverBest: 0,
      gainOverMean: 0,
      wallSeconds: 1,
      imagesPerSecond: 1,
    },
  };
}

test.each([1, 15, 49, 60])('a curve of %i epochs has no gaps', (epochs) => {
  const comparison = { runs: [runOf(epochs), runOf(1)], differences: [], contrasts: [] };
  const lines = renderComparison(comparison, 120);
  expect(lines).toContainEqual(expect.stringMatching(`^A  ▁{${epochs}}  1.0000`));
});
