import { expect, test } from 'vitest';
import { brokenRules } from './check-config.ts';
import { resolveConfig } from './resolve-config.ts';
import { resolveMembers } from './run-member.ts';
import { settleConfig } from './settle-config.ts';

const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, classes: ['disc', 'ring'] },
  ...{ sample: { shape: [8, 8, 3], type: 'uint8' as const }, trainSamples: 100, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 100 }, (_, index) => index % 2),
};

test('member i leaves out fold i mod K', () => {
  const { document } = resolveConfig({ settings: { members: '5', folds: '2' } }, {});
  const members = resolveMembers(settleConfig(document, DATASET, 1));
  expect(members.map(({ samples }) => samples)).toEqual(
    [1, 2, 1, 2, 1].map((number) => ({ fold: { number, of: 2 } })),
  );
});

test.for<[Record<string, string>, string]>([
  [
    { members: '2', folds: '3' },
    '--folds is 3, but there are 2 members, each of which leaves one out: take as many folds at most',
  ],
  [
    { folds: '2', validationSplit: '0.1' },
    '--folds and --validation-split exclude each other: each member is validated on the fold that it leaves out',
  ],
  [
    { folds: '2', snapshots: 'true' },
    '--folds and --snapshots exclude each other: a member that goes on from another one has seen its fold',
  ],
  [
    { folds: '2', backups: 'true' },
    '--folds and --backups exclude each other: a fold would be left out by no member that counts',
  ],
  [
    { folds: '3', members: '7', combine: 'stacking' },
    '--combine stacking is fitted on out-of-fold predictions, for which 3 members, one for each fold, count as one: take a multiple of 3 members, not 7',
  ],
  [
    { folds: '3', members: '6', calibration: 'temperature', minMembers: '5' },
    '--calibration temperature is fitted on out-of-fold predictions, which lack a fold without each member: leave out --min-members',
  ],
  [
    { folds: '3', members: '3', combine: 'greedy' },
    '--combine greedy chooses among sweeps of 3 members, one for each fold, and there is one: take 6 members or more',
  ],
  [
    { folds: '4', batchSize: '80' },
    '--batch-size is 80, but must be at most 73: the training samples used',
  ],
])('%j is refused', ([settings, message]) => {
  expect(brokenRules(resolveConfig({ settings }, {}), DATASET)).toEqual([message]);
});

test.for<Record<string, string>>([
  { folds: '3', members: '6', combine: 'greedy' },
  { folds: '3', members: '3', combine: 'stacking', calibration: 'member-temperatures' },
  { folds: '3', members: '3', calibration: 'temperature', minMembers: '3' },
  { folds: '3', members: '7', minMembers: '5' },
])('%j is taken', (settings) => {
  expect(brokenRules(resolveConfig({ settings }, {}), DATASET)).toEqual([]);
});

test('each group has whole sweeps of folds where something is fitted', () => {
  const broken = (count: number) => {
    const groups = `[{count: 2}, {name: wide, count: ${count}}]`;
    return brokenRules(
      resolveConfig({ settings: { folds: '2', groups, combine: 'greedy' } }, {}),
      DATASET,
    );
  };
  expect(broken(4)).toEqual([]);
  expect(broken(3)[0]).toContain("take a multiple of 2 members in group 'wide', not 3");
});

test('a search with folds has sweeps of its trials', () => {
  const search = (keep: number) =>
    `{trials: 3, keep: ${keep}, ranges: {training.learningRate: {log: [0.001, 0.1]}}}`;
  const broken = (keep: number) =>
    brokenRules(
      resolveConfig({ settings: { folds: '3', search: search(keep), combine: 'greedy' } }, {}),
      DATASET,
    );
  expect(broken(2)).toEqual([]);
  expect(broken(1)[0]).toMatch(
    /^--combine greedy chooses among sweeps .*: keep two trials or more$/,
  );
});

test('data with a validation split of its own has no folds', () => {
  const data = { ...DATASET, validationSamples: 7 };
  expect(brokenRules(resolveConfig({ settings: { folds: '2' } }, {}), data)).toEqual([
    '--folds is not for data with a validation split of its own, which has 7 samples: leave it out',
  ]);
});

test('members that leave out folds may end early by them', () => {
  const config = resolveConfig({ settings: { folds: '2', patience: '2' } }, {});
  expect(brokenRules(config, DATASET)).toEqual([]);
});
