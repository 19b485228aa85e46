import { fingerprint, knownOf, type SampleKind } from '@chorus/data';
import { describe, expect, test } from 'vitest';
import { sampleConfig, type ConfigChanges } from '../testing/sample-config.ts';
import { checkConfig } from './check-config.ts';
import { asDocument, checkRunConfig } from './check-run-config.ts';
import { decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
import { parseSetting } from './parse-text.ts';
import { runConfigSchema, type RunConfig } from './run-config.ts';
import { SETTINGS, valueAt, type Setting } from './settings.ts';

const set = (samples: number) => ({
  values: new Uint8Array(samples * 32),
  labels: new Int32Array(samples),
});
const sample: SampleKind = { shape: [4, 8, 1], type: 'uint8' };
const CONTENT = {
  ...{ name: 'shapes', synthetic: true, classes: ['a', 'b'], sample },
  ...{ train: set(10), test: set(4) },
};
const sha256 = fingerprint(CONTENT);
const DATASET = knownOf({ ...CONTENT, sha256 });

/** A configuration that fits to the dataset, but for what a test changes. */
function configWith({ dataset, training, ...changes }: ConfigChanges = {}): RunConfig {
  const limits = { trainSamples: 10, testSamples: 4, trainLimit: 8, testLimit: 4 };
  return sampleConfig({
    network: { filters: [1] },
    ...changes,
    dataset: { classes: ['a', 'b'], sample, sha256, ...limits, ...dataset },
    training: { batchSize: 8, ...training },
  });
}

/** The configuration with one value, whatever its type. */
function withValue({ section, key }: Setting, value: unknown): RunConfig {
  const config = configWith();
  return { ...config, [section]: { ...config[section], [key]: value } };
}

test('what the command line submits is taken', () => {
  const config = configWith({
    dataset: { validationSamples: 2 },
    training: { batchSize: 6 },
  });
  expect(() => checkRunConfig(decodeRunConfig(encodeRunConfig(config)), DATASET)).not.toThrow();
});

/** What a text on the command line may be, right and wrong, for settings of each type. */
const TEXTS = ['-1', '0', '0.5', '0.6', '1', '2', '33', '1025', '20000', '1e9', 'x', ''];
const OTHERS = ['true', 'maybe', '[1,0]', '1,2', 'wasm', 'shapes', '[]'];
const travelling = SETTINGS.filter(({ section, key }) =>
  Object.hasOwn(runConfigSchema.shape[section].shape, key),
);

describe('what the command line refuses, the server refuses, and in the same words:', () => {
  test.each(travelling)('$path', (setting) => {
    let refused = 0;
    for (const text of [...TEXTS, ...OTHERS]) {
      const said = outcomeOf(() => parseSetting(setting, text, setting.flag));
      const value = 'value' in said ? said.value : badValueOf(setting, text);
      const taken = outcomeOf(() => decodeRunConfig(JSON.stringify(withValue(setting, value))));
      if ('value' in said) expect(valueAt(taken.value as RunConfig, setting.path)).toEqual(value);
      else {
        refused += 1;
        const words = said.refusal!.slice(setting.flag.length);
        expect(taken.refusal).toBe(`'config.${setting.path}'${words}`);
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  function outcomeOf(action: () => unknown): { value?: unknown; refusal?: string } {
    try {
      return { value: action() };
    } catch (error) {
      return { refusal: (error as Error).message };
    }
  }

  /** The value that a refused text stands for, as a program would send it. */
  function badValueOf({ kind }: Setting, text: string): unknown {
    const number = (item: string) =>
      item.trim() === '' || Number.isNaN(Number(item)) ? item : Number(item);
    if (kind === 'number') return number(text);
    if (kind !== 'list' && kind !== 'names') return text;
    const items = text.replace(/^\[(.*)\]$/, '$1');
    if (items === '') return [];
    return items.split(',').map(kind === 'list' ? number : (item) => item);
  }
});

test.each<[string, ConfigChanges]>([
  ['after 2 blocks nothing is left', { network: { filters: [1, 1, 1] } }],
  ['config.dataset.trainLimit is 11, but must be at most 10', { dataset: { trainLimit: 11 } }],
  ['config.dataset.testLimit is 5, but must be at most 4', { dataset: { testLimit: 5 } }],
  ['config.training.batchSize is 9, but must be at most 8', { training: { batchSize: 9 } }],
  ['config.faults.minMembers is 3, but must be at most 2', { faults: { minMembers: 3 } }],
  ['exclude each other', { members: { snapshots: true }, faults: { backups: true } }],
  ['only steps that TensorFlow compiles', { execution: { precision: 'bfloat16', compile: false } }],
  ['needs --validation-split', { combining: { stopWhenGainBelow: 0.1 } }],
])('settings that contradict each other, or the dataset, are refused: %s', (words, changes) => {
  const config = configWith(changes);
  expect(() => checkRunConfig(config, DATASET)).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringContaining(words) }),
  );
  // The command line refuses the same by the same rule.
  const place = (path: string) => `config.${path}`;
  expect(() => checkConfig({ document: asDocument(config), place }, DATASET)).toThrow(words);
});

test.each<[string, unknown]>([
  ['name', 'cifar10'],
  ['synthetic', false],
  ['classes', ['a', 'b', 'c']],
  ['sample', { ...sample, shape: [4, 8, 3] }],
  ['sample', { ...sample, type: 'int32' }],
  ['trainSamples', 11],
  ['testSamples', 5],
  ['validationSamples', 1],
])("the dataset's %s is not the client's to say", (key, value) => {
  const config = configWith();
  const claimed = { ...config, dataset: { ...config.dataset, [key]: value } };
  expect(() => checkRunConfig(claimed, DATASET)).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining(`config.dataset.${key} is ${JSON.stringify(value)}, but`),
    }),
  );
});
