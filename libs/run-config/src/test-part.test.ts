import { describe, expect, test } from 'vitest';
import { checkRunConfig } from './check-run-config.ts';
import { liftRunConfig } from './former-run-config.ts';
import { resolveMembers } from './run-member.ts';
import { BATCH_SAMPLES, testRows } from './test-part.ts';
import { sampleConfig } from '../testing/sample-config.ts';

test.for([
  [1, 1],
  [99, 1],
  [5_150, 2],
  [5_150, 52],
  [10_000, 7],
  [10_001, 101],
])('%i samples in %i parts: each sample is in one part, and each part is whole batches', (pair) => {
  const [samples, of] = pair;
  const parts = Array.from({ length: of }, (_, at) =>
    testRows(samples, { part: { number: at + 1, of } }),
  );
  expect(parts[0]!.first).toBe(0);
  expect(parts.at(-1)!.end).toBe(samples);
  for (const [at, { first, end }] of parts.entries()) {
    expect(end).toBeGreaterThan(first);
    expect(first % BATCH_SAMPLES).toBe(0);
    if (at > 0) expect(first).toBe(parts[at - 1]!.end);
  }
});

test('without parts a member predicts all', () => {
  expect(testRows(37, {})).toEqual({ first: 0, end: 37 });
});

interface Change {
  readonly parts?: number;
  readonly count?: number;
  readonly from?: string;
}

/** Two members of another run, in so many parts each. */
function predicting({ parts = 2, count = 2 * parts, from = 'run/members/1' }: Change = {}) {
  const sample = sampleConfig({ dataset: { testLimit: 250, testSamples: 250 } });
  const network = { ...sample.network, weightsSha256: 'cd'.repeat(32) };
  const training = { ...sample.training, epochs: 0 };
  const groups = ['member 1', 'member 2'].map((name) => ({
    ...{ name, count: parts, network, training },
    ...(from !== '' && { from }),
  }));
  return { ...sample, members: { ...sample.members, count, groups }, predicts: { run: 'run' } };
}

const known = () => {
  const { name, sha256, synthetic, classes, sample, trainSamples } = predicting().dataset;
  const labels = new Int32Array(trainSamples);
  return {
    ...{ name, sha256, synthetic, classes, sample, trainSamples },
    ...{ testSamples: 250, trainLabels: labels },
  };
};

describe('a run that only predicts', () => {
  test("has the parts of each group's samples as its members, the groups in their order", () => {
    const config = predicting();
    expect(() => checkRunConfig(config, known())).not.toThrow();
    expect(resolveMembers(config).map(({ group, part }) => [group, part?.number])).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ]);
  });

  test('is still one when its journal is read again', () => {
    expect(liftRunConfig(predicting()).predicts).toEqual({ run: 'run' });
  });

  test.for([
    ['more parts than batches', { parts: 4 }],
    ['another number of members', { count: 5 }],
    ['a member of its own', { from: '' }],
  ] as const)('is refused with %s', ([, change]) => {
    expect(() => checkRunConfig(predicting(change), known())).toThrow(/config\.predicts: /);
  });
});
