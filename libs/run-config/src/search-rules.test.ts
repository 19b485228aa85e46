import { describe, expect, test } from 'vitest';
import { brokenRules } from './check-config.ts';
import { examineConfigFile } from './config-file.ts';
import { resolveConfig } from './resolve-config.ts';

const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, classes: ['disc', 'ring'] },
  ...{ sample: { shape: [8, 8, 3], type: 'uint8' as const }, trainSamples: 100, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 100 }, (_, index) => index % 2),
};

const NO_RANGE =
  "'members.search': a range is {uniform: [low, high]}, {log: [low, high]} with both above 0, or {choice: [value, value]}, with low below high";
const RATES = '{training.learningRate: {log: [0.001, 0.01]}}';

function broken(search: string, settings: Record<string, string> = {}) {
  const flags = { search, validationSplit: '0.2', batchSize: '10', ...settings };
  return brokenRules(resolveConfig({ settings: flags }, {}), DATASET);
}

test('a search that can be made is', () => {
  expect(broken(`{trials: 3, keep: 3, ranges: ${RATES}}`)).toEqual([]);
  const folds = { validationSplit: '0', folds: '2' };
  expect(broken(`{trials: 3, keep: 1, ranges: ${RATES}}`, folds)).toEqual([]);
});

describe('what makes no sense with a search is refused:', () => {
  test.for<[Record<string, string>, string]>([
    [
      { validationSplit: '0' },
      '--search ranks trials on held-out samples, of which there are none: set dataset.validationSplit, such as 0.1, or members.folds, such as 5',
    ],
    [{ members: '3' }, '--members is 3, but the search has 4 members: leave it out'],
    [
      { groups: '[{count: 4}]' },
      '--search and --groups exclude each other: the trials of a search are its groups',
    ],
    [
      { snapshots: 'true' },
      '--search and --snapshots exclude each other: each trial is a training of its own',
    ],
    [
      { backups: 'true' },
      '--search and --backups exclude each other: the first trials to finish would be those that are trained fastest',
    ],
    [
      { stopWhenGainBelow: '0.01' },
      '--search and --stop-when-gain-below exclude each other: the ensemble is chosen when all trials are done',
    ],
    [
      { combine: 'weighted', memberWeights: '0.5,0.5' },
      '--search and --member-weights exclude each other: which members the ensemble has is not known before',
    ],
    [
      { minMembers: '1' },
      '--min-members is 1, but must be at least 2, so that as many trials are whole as are kept: 2',
    ],
    [
      { minMembers: '5', folds: '2', validationSplit: '0' },
      '--min-members is 5, but must be at least 6, so that as many trials are whole as are kept: 2',
    ],
  ])('%j', ([settings, message]) => {
    const found = broken(`{trials: 4, keep: 2, ranges: ${RATES}}`, settings);
    expect(found).toContain(message);
    // Nothing that follows from it is told beside it.
    expect(found.filter((line) => !line.startsWith('--combine')).length).toBe(1);
  });
});

test.for<[string, string]>([
  [
    `{trials: 2, keep: 3, ranges: ${RATES}}`,
    '--search keep is 3, but must be at most 2: the trials',
  ],
  [
    '{trials: 2, keep: 1, ranges: {training.learningrate: {log: [0.001, 0.01]}}}',
    "--search ranges.training.learningrate is no setting that members may differ in: did you mean 'training.learningRate'?",
  ],
  [
    '{trials: 2, keep: 1, ranges: {dataset.splitSeed: {uniform: [1, 9]}}}',
    '--search ranges.dataset.splitSeed is no setting that members may differ in: it must be one of network, training or augmentation, such as training.learningRate',
  ],
  [
    '{trials: 2, keep: 1, ranges: {network.dropout: {uniform: [0, 1]}}}',
    '--search ranges.network.dropout must be a number from 0 to below 1, not 1',
  ],
  [
    '{trials: 2, keep: 1, ranges: {training.optimizer: {uniform: [0, 1]}}}',
    '--search ranges.training.optimizer has values that are no numbers: list them, as in {choice: [a, b]}',
  ],
  [
    '{trials: 2, keep: 1, ranges: {training.optimizer: {choice: [adam, sdg]}}}',
    "--search ranges.training.optimizer must be adam, adamw, sgd, rmsprop, lamb, nadam or adagrad, not 'sdg'",
  ],
  [
    '{trials: 2, keep: 1, ranges: {training.batchSize: {choice: [90]}}}',
    "--search ranges.training.batchSize is 90, but must be at most 80: the training samples used (group 'trial 1')",
  ],
])('%s', ([search, message]) => {
  expect(broken(search)[0]).toBe(message);
});

test.for<[string, string]>([
  ['ranges: {training.learningRate: {log: [0, 1]}}', `4:59: ${NO_RANGE}`],
  ['ranges: {training.learningRate: {uniform: [3, 1]}}', `4:59: ${NO_RANGE}`],
  ['ranges: {training.learningRate: {normal: [0, 1]}}', `4:35: ${NO_RANGE}`],
  ['ranges: {training.learningRate: 0.1}', `4:35: ${NO_RANGE}`],
  [
    'ranges: {training.learningRate: {log: [0.1, 1]}}, tries: 3',
    "4:76: unknown key 'tries': did you mean 'trials'?",
  ],
])('what is no search is told with line and column: %s', ([text, message]) => {
  const file = `version: 1\nmembers:\n  search:\n    {trials: 2, keep: 1, ${text}}\n`;
  const { mistakes } = examineConfigFile(file, 'run.yaml') as { mistakes: string[] };
  expect(mistakes[0]).toBe(`run.yaml:${message}`);
});
