import { expect, test } from 'vitest';
import { sampleConfig, sampleSearch } from '../testing/sample-config.ts';
import { checkRunConfig } from './check-run-config.ts';
import { decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
import { extendConfig, extensionProblem } from './extend-config.ts';
import { specifyMember } from './member-specification.ts';
import { resolveMembers } from './run-member.ts';
import type { RunConfig } from './run-config.ts';

const SEARCH = { trials: 3, keep: 2, ranges: { 'members.dataShare': { uniform: [0.5, 1] } } };

const taken = (...members: number[]) =>
  members.map((member) => ({
    ...{ member, from: `runs/old/members/${member}` },
    weightsSha256: String(member).padStart(64, '0'),
  }));

/** What each member's bits depend on, but for the place that its group has. */
function specifications(config: RunConfig) {
  return resolveMembers(config).map((member) => {
    const { group: _, ...specification } = specifyMember(config, member);
    return specification;
  });
}

test.for<[string, Parameters<typeof sampleConfig>[0]]>([
  ['alike', {}],
  ['of bootstrap samples of a share', { members: { bagging: true, dataShare: 0.5 } }],
  ['of other settings', { training: { optimizer: 'adamw', averaging: 'lookahead', patience: 2 } }],
])('the new members of a run of members %s are those of a larger run', ([, changes]) => {
  const config = sampleConfig(changes);
  const whole = { ...config, members: { ...config.members, count: 5 } };
  const extended = extendConfig(config, 'old', 5, taken(1, 2));
  expect(specifications(extended).slice(2)).toEqual(specifications(whole).slice(2));
  expect(extended.members.groups!.map(({ name }) => name)).toEqual([
    'taken 1',
    'taken 2',
    'new 3 to 5',
  ]);
  expect(extended.members.extends).toBe('old');
});

test('a member that failed is trained, and a run that was extended is extended again', () => {
  const config = sampleConfig({ members: { count: 3 } });
  const whole = { ...config, members: { ...config.members, count: 6 } };
  const once = extendConfig(config, 'old', 4, taken(1, 3));
  const twice = extendConfig(once, 'middle', 6, taken(1, 2, 3, 4));
  expect(specifications(once)[1]).toEqual(specifications(whole)[1]);
  expect(specifications(once)[3]).toEqual(specifications(whole)[3]);
  expect(specifications(twice).slice(4)).toEqual(specifications(whole).slice(4));
  expect(extensionProblem(once)).toBeUndefined();
});

test('members that are taken in are not trained: they begin and end with their weights', () => {
  const config = sampleConfig({ members: { bagging: true }, training: { warmUp: 2 } });
  const [first] = specifications(extendConfig(config, 'old', 3, taken(1, 2)));
  expect(first).not.toHaveProperty('samples');
  expect(first!.training.epochs).toBe(0);
  expect(first!.network).toEqual({ ...config.network, weightsSha256: '1'.padStart(64, '0') });
});

test('what is asked for is trained: no backups, no early end; and a coordinator takes it as it travels', () => {
  const ended = sampleConfig({
    dataset: { validationSamples: 100 },
    combining: { stopWhenGainBelow: 0.01 },
    faults: { backups: true },
  });
  const extended = decodeRunConfig(encodeRunConfig(extendConfig(ended, 'old', 4, taken(1, 2))));
  expect(extended.combining).not.toHaveProperty('stopWhenGainBelow');
  expect(extended.faults.backups).toBe(false);
  const { validationSamples: _, ...dataset } = extended.dataset;
  const trainLabels = Int32Array.from({ length: dataset.trainSamples }, (_, row) => row % 2);
  expect(() => checkRunConfig(extended, { ...dataset, trainLabels })).not.toThrow();
});

test.for<[RunConfig['members'], RegExp]>([
  [sampleConfig({ members: { snapshots: true } }).members, /^has snapshots .*: train a run of/],
  [sampleConfig({ members: { folds: 2 } }).members, /^has members that each leave out one of 2/],
  [{ ...sampleConfig().members, ...sampleSearch(SEARCH) }, /^has the best trials of a search/],
  [
    { ...sampleConfig().members, groups: [{ name: 'wide', count: 2, dataShare: 0.5 }] },
    /^has members that differ, and it is not known which are wanted \(group 'wide'\)/,
  ],
])('what cannot be extended is told with a remedy: %#', ([members, words]) => {
  expect(extensionProblem({ ...sampleConfig(), members })).toMatch(words);
});

test('so are weights of members', () => {
  const weighted = sampleConfig({ combining: { rule: 'weighted', weights: [0.5, 0.5] } });
  expect(extensionProblem(weighted)).toMatch(/^has a weight for each member/);
  expect(extensionProblem(sampleConfig())).toBeUndefined();
});
