import { describe, expect, test } from 'vitest';
import { checkRunConfig } from './check-run-config.ts';
import { decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
import { specifyMember } from './member-specification.ts';
import { neededMembers } from './needed-members.ts';
import { namedNetwork } from './named-network.ts';
import { resolveConfig } from './resolve-config.ts';
import { resolveMembers } from './run-member.ts';
import { trialValues } from './search-trials.ts';
import { settleConfig } from './settle-config.ts';

const SAMPLE = { shape: [8, 8, 3], type: 'uint8' as const };
const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, classes: ['disc', 'ring'] },
  ...{ sample: SAMPLE, trainSamples: 100, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 100 }, (_, index) => index % 2),
};

const RANGES =
  '{training.learningRate: {log: [0.0001, 0.01]}, network.filters: {choice: [[4], [8]]}, members.dataShare: {uniform: [0.5, 1]}}';
const SEARCH = `{trials: 5, keep: 2, ranges: ${RANGES}}`;

function settled(search = SEARCH, settings: Record<string, string> = {}) {
  const flags = { search, validationSplit: '0.2', batchSize: '10', ...settings };
  return settleConfig(resolveConfig({ settings: flags }, {}).document, DATASET, 1);
}

test('each trial is a group of one, whose settings are those that were drawn', () => {
  const config = settled();
  const { count, groups } = config.members;
  expect(count).toBe(5);
  expect(groups!.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((n) => `trial ${n}`));
  for (const [index, member] of resolveMembers(config).entries()) {
    const values = groups![index]!.values!;
    const own = specifyMember(config, member);
    expect(own.training).toEqual({
      ...config.training,
      learningRate: values['training.learningRate'],
    });
    const filters = values['network.filters'] as number[];
    const section = { filters, head: 'given' as const, weights: 'model' as const };
    const asked = { sample: SAMPLE, classes: DATASET.classes };
    expect(own.network).toEqual(namedNetwork(section, asked));
    expect(own.samples?.share).toBe(values['members.dataShare']);
  }
  // No two have the same seed: what they are worth is not due to what they drew alone.
  expect(new Set(resolveMembers(config).map(({ seed }) => seed)).size).toBe(5);
});

test('what is drawn follows from the seed, the trial and the setting, whatever else is searched', () => {
  const drawn = (search: string, seed = '1') => {
    const { members } = settled(search, { seed });
    return trialValues(members).map((values) => values['training.learningRate']);
  };
  const alone = '{trials: 3, keep: 1, ranges: {training.learningRate: {log: [0.0001, 0.01]}}}';
  expect(drawn(alone)).toEqual(drawn(SEARCH).slice(0, 3));
  expect(drawn(alone, '2')).not.toEqual(drawn(alone));
});

describe('values are drawn', () => {
  const values = (range: string, path = 'training.learningRate') =>
    trialValues(settled(`{trials: 1000, keep: 1, ranges: {${path}: ${range}}}`).members).map(
      (own) => own[path] as number,
    );

  test('evenly by their logarithm, from log', () => {
    const rates = values('{log: [0.0001, 0.01]}');
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.0001);
    expect(Math.max(...rates)).toBeLessThanOrEqual(0.01);
    const below = rates.filter((rate) => rate < 0.001).length;
    expect(below).toBeGreaterThan(430);
    expect(below).toBeLessThan(570);
  });

  test('evenly, from uniform: of whole numbers both ends as often as those between', () => {
    const counts = Map.groupBy(values('{uniform: [2, 5]}', 'training.epochs'), (value) => value);
    expect([...counts.keys()].sort()).toEqual([2, 3, 4, 5]);
    for (const own of counts.values()) expect(own.length).toBeGreaterThan(180);
  });

  test('one of those listed, from choice', () => {
    const names = values('{choice: [sgd, adamw]}', 'training.optimizer');
    expect(new Set(names)).toEqual(new Set(['sgd', 'adamw']));
  });

  test('with six digits, which people can write down', () => {
    for (const rate of values('{log: [0.0001, 0.01]}')) {
      expect(String(rate)).toBe(String(Number(rate.toPrecision(6))));
    }
  });
});

test('with folds a trial has a member for each', () => {
  const config = settled(SEARCH, { folds: '3', validationSplit: '0' });
  expect(config.members.count).toBe(15);
  const members = resolveMembers(config);
  for (const trial of [0, 1, 2, 3, 4]) {
    const folds = members
      .filter(({ group }) => group === trial)
      .map(({ samples }) => samples?.fold);
    expect(folds).toEqual([1, 2, 3].map((number) => ({ number, of: 3 })));
  }
});

test('a run succeeds with as many members as leave enough trials whole, whichever fail', () => {
  expect(neededMembers(settled())).toBe(2);
  // Four members may fail, of four trials: one of them less, and two are whole.
  expect(neededMembers(settled(SEARCH, { folds: '3', validationSplit: '0' }))).toBe(12);
  expect(neededMembers(settled(SEARCH, { minMembers: '4' }))).toBe(4);
});

test('what the command line submits is taken, as it travels', () => {
  const config = decodeRunConfig(encodeRunConfig(settled()));
  expect(() => checkRunConfig(config, DATASET)).not.toThrow();
});

test.each([
  ['other values', (values: object) => ({ ...values, 'training.learningRate': 0.5 })],
  ['no values', () => undefined],
])('groups with %s than the search draws are refused', (_, change) => {
  const config = settled();
  const groups = config.members.groups!.map(({ values, ...group }, index) => {
    const changed = index === 2 ? change(values!) : values;
    return { ...group, ...(changed && { values: changed }) };
  });
  const wrong = { ...config, members: { ...config.members, groups } };
  expect(() => checkRunConfig(wrong, DATASET)).toThrow(/^config\.members\.(groups|search)/);
});
