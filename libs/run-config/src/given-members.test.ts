import { describe, expect, test } from 'vitest';
import { brokenRules } from './check-config.ts';
import { givenFilesOf } from './config-of-group.ts';
import { checkRunConfig } from './check-run-config.ts';
import { resolvedGroups } from './group-documents.ts';
import { namedNetwork } from './named-network.ts';
import { decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
import { specifyMember } from './member-specification.ts';
import { resolveConfig } from './resolve-config.ts';
import { resolveMembers } from './run-member.ts';
import { settleConfig } from './settle-config.ts';

const SAMPLE = { shape: [8, 8, 3], type: 'uint8' as const };
const CLASSES = ['disc', 'ring'];
const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, classes: CLASSES },
  ...{ sample: SAMPLE, trainSamples: 100, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 100 }, (_, index) => index % 2),
};
const WEIGHTS = 'cd'.repeat(32);
const GROUPS =
  '[{name: former, from: runs/1/members/2}, {from: model.json}, {name: new, count: 2}]';
/** What a user may set besides, of which nothing concerns a member that is not trained. */
const OTHERS = { warmUp: '2', averaging: 'lookahead', patience: '3', validationSplit: '0.1' };

function resolved(groups = GROUPS, settings: Record<string, string> = {}) {
  return resolveConfig({ settings: { groups, ...settings } }, {});
}

function settled(settings: Record<string, string> = {}) {
  const network = {
    ...namedNetwork({ head: 'given', weights: 'model' }, { sample: SAMPLE, classes: CLASSES }),
    weightsSha256: WEIGHTS,
  };
  const networks = { ofGroups: [network, network, undefined] };
  return settleConfig(resolved(GROUPS, settings).document, DATASET, 1, networks);
}

test('a member from elsewhere begins with its weights and is trained for no epochs; the others have the seeds of their numbers', () => {
  const config = settled({ bagging: 'true', ...OTHERS });
  const members = resolveMembers(config);
  const [former, , third] = members.map((member) => specifyMember(config, member));
  expect(former!.training.epochs).toBe(0);
  expect(former!.network.weightsSha256).toBe(WEIGHTS);
  expect(former).not.toHaveProperty('samples');
  expect(third!.training.epochs).toBe(config.training.epochs);
  expect(third!.samples).toEqual({ bootstrap: true });
  const alike = settleConfig(
    resolveConfig({ settings: { members: '4' } }, {}).document,
    DATASET,
    1,
  );
  const seeds = resolveMembers(alike).map(({ seed }) => seed);
  expect(members.map(({ seed }) => seed).slice(2)).toEqual(seeds.slice(2));
});

test('its model is the file, or that in the folder of a member', () => {
  const models = resolvedGroups(resolved()).map(({ config }) => config.document.network.model);
  expect(models).toEqual(['runs/1/members/2/model.json', 'model.json', undefined]);
});

test('what the command line submits is taken, as it travels, whatever else is set', () => {
  expect(brokenRules(resolved(GROUPS, OTHERS), DATASET)).toEqual([]);
  const config = decodeRunConfig(encodeRunConfig(settled(OTHERS)));
  expect(() => checkRunConfig(config, DATASET)).not.toThrow();
});

test.for<[string, Record<string, string>, string]>([
  [
    '[{from: m.json, count: 2}]',
    {},
    '--groups [0].count is 2, but a member from elsewhere is one: leave it out',
  ],
  [
    '[{from: m.json, training: {epochs: 3}}]',
    {},
    '--groups [0].training is of training, and a member from elsewhere is not trained: leave it out',
  ],
  [
    '[{from: m.json}, {count: 2}]',
    { folds: '2' },
    '--groups has a member from elsewhere, and --folds validates each member on a fold that it was not trained on: leave one of them out',
  ],
])('groups %s with %j are refused', ([groups, settings, message]) => {
  expect(brokenRules(resolved(groups, settings), DATASET)[0]).toBe(message);
});

describe('of a client that is not ours', () => {
  const config = settled();
  const [given, ...others] = config.members.groups!;
  const submit =
    (members: Partial<typeof config.members>, training = config.training) =>
    () =>
      checkRunConfig({ ...config, training, members: { ...config.members, ...members } }, DATASET);

  test('a member that is not trained and comes from nowhere is refused', () => {
    const { from: _, ...nowhere } = given!;
    expect(submit({ groups: [nowhere, ...others] })).toThrow(
      'config.members.groups[0].training.epochs is 0, but must be 0 for a member from elsewhere',
    );
    expect(submit({}, { ...config.training, epochs: 0 })).toThrow('config.training.epochs is 0');
  });

  test('one from elsewhere that is trained, or has no weights, is refused', () => {
    const { weightsSha256: _, ...network } = given!.network!;
    expect(submit({ groups: [{ ...given!, network }, ...others] })).toThrow('which has weights');
    const training = { ...given!.training!, epochs: 1 };
    expect(submit({ groups: [{ ...given!, training }, ...others] })).toThrow('epochs is 1');
  });
});

describe('a member of which there are only predictions', () => {
  const ONLY = '[{name: given, from: test.npy, validation: validation.npy}, {name: new, count: 2}]';
  const networks = { predictions: [WEIGHTS, undefined] };
  const config = () =>
    settleConfig(resolved(ONLY, { bagging: 'true' }).document, DATASET, 1, networks);

  test('has them for its specification, is not trained, and has no network of its own', () => {
    const [given, other] = resolveMembers(config()).map((member) =>
      specifyMember(config(), member),
    );
    expect(given).toMatchObject({ predictionsSha256: WEIGHTS, training: { epochs: 0 } });
    expect(given).not.toHaveProperty('samples');
    expect(given!.network).toEqual(other!.network);
    expect(other).not.toHaveProperty('predictionsSha256');
    expect(givenFilesOf(config())).toEqual([WEIGHTS]);
  });

  test('is taken as it travels, and is refused without them, or where it would be trained', () => {
    const taken = decodeRunConfig(encodeRunConfig(config()));
    expect(() => checkRunConfig(taken, DATASET)).not.toThrow();
    const [given, other] = taken.members.groups!;
    const withGroups = (...groups: NonNullable<typeof taken.members.groups>) => ({
      ...taken,
      members: { ...taken.members, groups },
    });
    const { predictionsSha256: _, ...nothing } = given!;
    expect(() => checkRunConfig(withGroups(nothing, other!), DATASET)).toThrow(
      'config.members.groups[0].training.epochs is 0',
    );
    const both = withGroups(given!, { ...other!, predictionsSha256: WEIGHTS });
    expect(() => checkRunConfig(both, DATASET)).toThrow('config.members.groups[1].training.epochs');
  });

  test.each(['[{from: m.json, validation: v.npy}]', '[{validation: v.npy}]'])(
    'predictions of validation samples are for none with a model: %s',
    (groups) => {
      expect(brokenRules(resolved(groups, { validationSplit: '0.1' }), DATASET)).toContain(
        "--groups [0].validation is for a member of which there are only predictions: name those of the test samples with from, such as 'from: test.npy', or leave it out",
      );
    },
  );
});
