import { deriveSeed } from '@chorus/data';
import { describe, expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { brokenRules } from './check-config.ts';
import { checkRunConfig } from './check-run-config.ts';
import { examineConfigFile } from './config-file.ts';
import { configDigest, decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
import { specifyMember } from './member-specification.ts';
import { namedNetwork } from './named-network.ts';
import { resolveConfig } from './resolve-config.ts';
import { resolveMembers } from './run-member.ts';
import { settleConfig } from './settle-config.ts';

const SAMPLE = { shape: [8, 8, 3], type: 'uint8' as const };
const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, classes: ['disc', 'ring'] },
  ...{ sample: SAMPLE, trainSamples: 100, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 100 }, (_, index) => index % 2),
};

const GROUPS =
  '[{name: wide, count: 2, network: {filters: [32]}, training: {epochs: 3}}, {count: 3, seed: 9, dataShare: 0.5}]';

function resolved(groups = GROUPS, settings: Record<string, string> = {}) {
  return resolveConfig({ settings: { groups, epochs: '5', ...settings } }, {});
}

function settled(groups = GROUPS, settings: Record<string, string> = {}) {
  return settleConfig(resolved(groups, settings).document, DATASET, 1);
}

test('a run has as many members as its groups, which stand one after the other', () => {
  const config = settled();
  expect(config.members.count).toBe(5);
  const members = resolveMembers(config);
  expect(members.map(({ group }) => group)).toEqual([0, 0, 1, 1, 1]);
  // Those of a group with a seed are counted from its first one on.
  const seeds = [
    ...[1, 2].map((member) => deriveSeed(1, 'member', member)),
    ...[1, 2, 3].map((member) => deriveSeed(9, 'member', member)),
  ];
  expect(members.map(({ seed }) => seed)).toEqual(seeds);
  expect(members.map(({ samples }) => samples?.share)).toEqual([
    undefined,
    undefined,
    0.5,
    0.5,
    0.5,
  ]);
});

test("a member's specification has what is its group's own before what is the run's", () => {
  const config = settled();
  const [wide, , other] = resolveMembers(config).map((member) => specifyMember(config, member));
  expect(wide!.training).toEqual({ ...config.training, epochs: 3 });
  const section = { filters: [32], head: 'given' as const, weights: 'model' as const };
  expect(wide!.network).toEqual(
    namedNetwork(section, { sample: SAMPLE, classes: DATASET.classes }),
  );
  // Half of the samples have no batch of a hundred.
  expect(other!.training).toEqual({ ...config.training, batchSize: 50 });
  expect(other!.network).toEqual(config.network);
});

test('what travels of a group is what differs, once, whatever its count', () => {
  const { members } = settled('[{count: 9000}, {count: 1000, training: {epochs: 5}, network: {}}]');
  expect(members.groups).toEqual([
    { name: 'group 1', count: 9000 },
    { name: 'group 2', count: 1000 },
  ]);
});

test('snapshots continue each other within their group', () => {
  const config = settled(GROUPS, { snapshots: 'true' });
  expect(resolveMembers(config).map(({ continues }) => continues)).toEqual([
    undefined,
    { member: 1, epochs: 3 },
    undefined,
    { member: 3, epochs: 5 },
    { member: 4, epochs: 10 },
  ]);
});

test.for<[string, Record<string, string>]>([
  [GROUPS, {}],
  // Of what follows from the run's averaging nothing is the group's.
  ['[{training: {averaging: none}}]', { averaging: 'lookahead' }],
])('what the command line submits is taken, also as it travels: %s, %j', ([groups, settings]) => {
  const config = settled(groups, settings);
  expect(() => checkRunConfig(decodeRunConfig(encodeRunConfig(config)), DATASET)).not.toThrow();
});

test('a run whose members are alike has the text and the digest that it has always had', () => {
  expect(encodeRunConfig(sampleConfig())).not.toMatch(/groups|bagging|dataShare|folds/);
  expect(configDigest(sampleConfig())).toBe(
    '6dd7b4b8c672104f6344881dd5684284fcd9238a520a5d9d8161b26d96ef623b',
  );
  const { document } = resolveConfig({ settings: { bagging: 'false' } }, {});
  expect(settleConfig(document, DATASET, 1).members).not.toHaveProperty('bagging');
});

describe('a mistake in a group is told with its line and column:', () => {
  test.for<[string, string]>([
    [
      '- {count: 0}',
      "4:8: 'members.groups[0].count' must be a whole number from 1 to 10000, not 0",
    ],
    [
      '- {training: {epochs: many}}',
      "4:19: 'members.groups[0].training.epochs' must be a whole number from 1 to 100000, not 'many'",
    ],
    [
      '- {count: 1}\n    - {training: {optimiser: sgd}}',
      "5:19: unknown key 'optimiser': did you mean 'optimizer'?",
    ],
    ['- {trainng: {epochs: 1}}', "4:8: unknown key 'trainng': did you mean 'training'?"],
    ['- {training: 5}', "4:8: 'members.groups[0].training' must hold keys such as 'epochs'"],
    ['- wide', "4:7: 'members.groups[0]' must hold keys such as 'name'"],
    [
      '- {name: "wide, flat"}',
      "4:8: 'members.groups[0].name': a name has at most 64 letters, digits, underscores, blanks, dots and dashes, and begins with one of the first three",
    ],
    ['- {dataShare: 2}', "4:8: 'members.groups[0].dataShare' must be a number above 0 to 1, not 2"],
  ])('%s', ([group, message]) => {
    const text = `version: 1\nmembers:\n  groups:\n    ${group}\n`;
    expect(examineConfigFile(text, 'run.yaml')).toEqual({ mistakes: [`run.yaml:${message}`] });
  });
});

test.for<[string, Record<string, string>, string]>([
  [
    '[{count: 2}, {count: 1}]',
    { members: '4' },
    '--members is 4, but the groups have 3 members: leave it out',
  ],
  [
    '[{name: a}, {name: a}]',
    {},
    "--groups [1] is called 'a', as another one is: give it another name",
  ],
  [
    '[{count: 2}]',
    { backups: 'true' },
    '--groups and --backups exclude each other: of members that differ the first to finish would be those that are trained fastest',
  ],
  [
    '[{name: a, training: {momentum: 0.9}}]',
    {},
    "--groups [0].training.momentum is for sgd or rmsprop, and training.optimizer is adam: leave it out (group 'a')",
  ],
  [
    '[{name: a, training: {optimizer: adam}}]',
    { optimizer: 'sgd', momentum: '0.9' },
    "--momentum is for sgd or rmsprop, and training.optimizer is adam: leave it out (group 'a')",
  ],
  [
    '[{network: {name: resnet}}]',
    {},
    "--groups [0].network.name is 'resnet', and no network has this name: did you mean 'resnet20'? (group 'group 1')",
  ],
  [
    '[{dataShare: 0.3}]',
    { batchSize: '40' },
    "--batch-size is 40, but must be at most 30: the training samples used (group 'group 1')",
  ],
])('groups %s with %j are refused', ([groups, settings, message]) => {
  expect(brokenRules(resolved(groups, settings), DATASET)).toEqual([message]);
});

test('a client that is not ours is refused in the same way', () => {
  const config = settled('[{name: a}]');
  const training = { ...config.training, momentum: 0.9 };
  const wrong = {
    ...config,
    members: { ...config.members, groups: [{ name: 'a', count: 1, training }] },
  };
  expect(() => checkRunConfig(wrong, DATASET)).toThrow(
    "config.members.groups[0].training.momentum is for sgd or rmsprop, and training.optimizer is adam: leave it out (group 'a')",
  );
});
