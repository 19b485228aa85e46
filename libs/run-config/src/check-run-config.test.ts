import { fingerprint, knownOf, type SampleKind } from '@chorus/data';
import { cnnTopology, readLayers, type Topology } from '@chorus/network';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
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

test('what the command line refuses of a network, the server refuses', () => {
  const { topology } = readLayers(
    ['flatten', { embedding: { inputDim: 256, outputDim: 2 } }, 'flatten', 'dense'],
    { name: 'of whole numbers', sampleShape: sample.shape, classes: 2 },
  );
  const config = {
    ...configWith({ augmentation: { mixup: 0.2 } }),
    network: { topology, parameters: 0 },
  };
  expect(() => checkRunConfig(config, DATASET)).toThrow(
    "config.augmentation.mixup is 0.2, but layer 'embedding' takes categories",
  );
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
        // Of what is composed of others it says where: `--groups [0] must …`.
        const [, within = '', words] = /^(?: (\[\S+))?(.*)$/.exec(
          said.refusal!.slice(setting.flag.length),
        )!;
        expect(taken.refusal).toBe(`'config.${setting.path}${within}'${words}`);
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
    if (kind === 'yaml') return parse(text) as unknown;
    if (kind !== 'list' && kind !== 'names') return text;
    const items = text.replace(/^\[(.*)\]$/, '$1');
    if (items === '') return [];
    return items.split(',').map(kind === 'list' ? number : (item) => item);
  }
});

test.each<[string, ConfigChanges]>([
  ['config.dataset.trainLimit is 11, but must be at most 10', { dataset: { trainLimit: 11 } }],
  ['config.dataset.testLimit is 5, but must be at most 4', { dataset: { testLimit: 5 } }],
  ['config.training.batchSize is 9, but must be at most 8', { training: { batchSize: 9 } }],
  ['config.faults.minMembers is 3, but must be at most 2', { faults: { minMembers: 3 } }],
  ['exclude each other', { members: { snapshots: true }, faults: { backups: true } }],
  ['only steps that TensorFlow compiles', { execution: { precision: 'bfloat16', compile: false } }],
  ['needs --validation-split', { combining: { stopWhenGainBelow: 0.1 } }],
  ['config.combining.rule greedy needs --validation-split', { combining: { rule: 'greedy' } }],
  [
    'config.combining.calibration temperature needs --validation-split',
    { combining: { calibration: 'temperature' } },
  ],
  ['weighted needs --member-weights', { combining: { rule: 'weighted' } }],
  ['is for --combine weighted', { combining: { weights: [0.5, 0.5] } }],
  [
    'the weights are 3, but the members 2; give one per member',
    { combining: { rule: 'weighted', weights: [0.5, 0.25, 0.25] } },
  ],
  ['sum to 0.9, not to 1', { combining: { rule: 'weighted', weights: [0.5, 0.4] } }],
  [
    'weighs members that must all be trained',
    { combining: { rule: 'weighted', weights: [0.5, 0.5] }, faults: { minMembers: 1 } },
  ],
])('settings that contradict each other, or the dataset, are refused: %s', (words, changes) => {
  const config = configWith(changes);
  expect(() => checkRunConfig(config, DATASET)).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringContaining(words) }),
  );
  // The command line refuses the same by the same rule.
  const place = (path: string) => `config.${path}`;
  expect(() => checkConfig({ document: asDocument(config), place }, DATASET)).toThrow(words);
});

/** The configuration with another network, of which its sender says that it fits. */
function withNetwork(topology: Topology, parameters: number): RunConfig {
  return { ...configWith(), network: { topology, parameters } };
}

const SIZES = { filters: [1], kernelSize: 4, denseUnits: [1], dropout: 0 };

test.each<[string, Topology, number]>([
  [
    ': it takes samples of [8, 8, 3], and the samples of this dataset are [4, 8, 1]',
    ...([cnnTopology(SIZES, [8, 8, 3], 2), 75] as const),
  ],
  [
    ': it gives 3 values, and the data has 2 classes',
    ...([cnnTopology(SIZES, sample.shape, 3), 32] as const),
  ],
  [
    ": layer 'pool3' leaves nothing: it would give [0, 1, 1]",
    ...([cnnTopology({ ...SIZES, filters: [1, 1, 1] }, sample.shape, 2), 57] as const),
  ],
])('a network that does not fit is refused: %s', (words, topology, parameters) => {
  expect(() => checkRunConfig(withNetwork(topology, parameters), DATASET)).toThrow(
    expect.objectContaining({ code: 'invalid', message: `config.network.topology${words}` }),
  );
});

test('how many parameters the network has is not for the client to say', () => {
  const { topology, parameters } = configWith().network;
  expect(() => checkRunConfig(withNetwork(topology, parameters + 1), DATASET)).toThrow(
    `config.network.parameters is ${parameters + 1}, but the network has ${parameters}`,
  );
});

test.each<[string, object]>([
  ['nothing', {}],
  ['a class', { class_name: 'Sequential', config: { name: 'x', layers: [] } }],
  ['an output that is not there', outputOf('x')],
  ['layers that are none', layersAs(3)],
])('what is no network is refused: %s', (_, topology) => {
  const text = JSON.stringify({ ...configWith(), network: { topology, parameters: 1 } });
  expect(() => decodeRunConfig(text)).toThrow(
    /'config\.network\.topology' must be as Chorus writes it/,
  );
});

test('a network that is larger than messages have room for is refused with its size', () => {
  const { topology } = readLayers(
    Array.from({ length: 5001 }, () => 'relu'),
    { name: 'deep', sampleShape: sample.shape, classes: 2 },
  );
  const text = JSON.stringify({ ...configWith(), network: { topology, parameters: 1 } });
  expect(() => decodeRunConfig(text)).toThrow(
    /^'config\.network\.topology': the network has 5002 layers, whose settings are \d+ characters/,
  );
});

function outputOf(name: string): object {
  const { class_name, config } = configWith().network.topology;
  return { class_name, config: { ...config, output_layers: [[name, 0, 0]] } };
}

function layersAs(layers: unknown): object {
  const { class_name, config } = configWith().network.topology;
  return { class_name, config: { ...config, layers } };
}

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
