import { resolveConfig } from '@chorus/run-config';
import { decodeWeights, encodeWeights } from '@chorus/network/model-file';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { settleNetwork } from './settle-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DATA = { sample: { shape: [8, 8, 3], type: 'uint8' as const }, classes: ['a', 'b'] };

function settle(settings: Record<string, string>, config?: string) {
  return settleNetwork(resolveConfig({ settings, config }, {}), DATA, join(folder, 'home'));
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('what does not fit in a list of layers is said with its line and column:', () => {
  test.for<[string, string]>([
    [
      'flatten, {conv2d: {filters: 4, kernelSize: 3}}, {dense: {activation: softmax}}',
      "3:21: 'network.layers': layer 'conv2d' (conv2d) takes [height, width, channels], and gets [192] of 'flatten'",
    ],
    [
      'flatten, {dense: {units: 4, activation: softmax}}',
      "3:21: 'network.layers': the network ends with 'dense' (dense), which gives 4 values, [4], and the data has 2 classes, [2]: leave out its 'units', and it has as many as there are classes",
    ],
    [
      'flatten, dense',
      "3:21: 'network.layers': the network ends with 'dense' (dense, activation linear), whose results are no probabilities of the classes, which add up to 1: write 'activation: softmax' there, or 'softmax' as the last of the layers",
    ],
    [
      'flatten, {residual: [{dense: 3}]}, {dense: {activation: softmax}}',
      "3:21: 'network.layers': layer 'add' (add) takes inputs of one shape, and gets [3] of 'dense' and [192] of 'flatten'",
    ],
  ])('%s', async ([layers, message]) => {
    const path = write('run.yaml', `version: 1\nnetwork:\n  layers: [${layers}]\n`);
    await expect(settle({}, path)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid', message: `${path}:${message}` }),
    );
  });
});

test('a list of layers becomes a network of its name, with as many parameters as it has', async () => {
  const layers = '[{conv2d: {filters: 4, kernelSize: 3}}, flatten, {dense: {activation: softmax}}]';
  const { network, weightsPath } = await settle({ network: 'mine', layers });
  expect(network.topology.config['name']).toBe('mine');
  expect([network.parameters, weightsPath]).toEqual([112 + 144 * 2 + 2, undefined]);
  expect(network).not.toHaveProperty('weightsSha256');
});

test('a network that is too large to be sent is told with its size and the limits', async () => {
  const layers = Array.from({ length: 3000 }, () => '{dense: 8}').join(', ');
  await expect(
    settle({ layers: `[flatten, ${layers}, {dense: {activation: softmax}}]` }),
  ).rejects.toThrow(
    /^--layers: the network has 3003 layers, whose settings are \d{7} characters of JSON, and at most 5000 layers of 1048576 characters can be sent: make it of fewer layers$/,
  );
});

const dense = (name: string, units: number, activation = 'softmax') => ({
  class_name: 'Dense',
  config: { name, units, activation },
});
const flatten = { class_name: 'Flatten', config: { name: 'flat' } };
const sequential = (...layers: object[]) => ({
  class_name: 'Sequential',
  config: { name: 'given', layers },
});

/** A model.json with weights, whose values rise from 0. */
function modelFile(
  name: string,
  model: object,
  weights: readonly [string, number[]][],
  change: (values: Float32Array) => void = () => {},
): string {
  const size = weights.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const values = Float32Array.from({ length: size }, (_, at) => at);
  change(values);
  write(`${name}/weights.bin`, new Uint8Array(values.buffer));
  const listed = weights.map(([weight, shape]) => ({ name: weight, shape, dtype: 'float32' }));
  const weightsManifest = [{ paths: ['weights.bin'], weights: listed }];
  return write(`${name}/model.json`, JSON.stringify({ modelTopology: model, weightsManifest }));
}

const OUT: readonly [string, number[]][] = [
  ['out/kernel', [192, 2]],
  ['out/bias', [2]],
];

describe('weights of a model', () => {
  test.for<[string, readonly [string, number[]][], RegExp]>([
    [
      'are missed by name',
      [['other/kernel', [192, 2]]],
      /has no weight 'out\/kernel': it has other\/kernel$/,
    ],
    [
      'are not chosen among several',
      [['a/out/kernel', [192, 2]], ['b/out/kernel', [192, 2]], ...OUT.slice(1)],
      /has several weights for 'out\/kernel': a\/out\/kernel, b\/out\/kernel$/,
    ],
    [
      'have shapes',
      [['out/kernel', [2, 192]], ...OUT.slice(1)],
      /'out\/kernel' of shape \[2, 192\], and its network needs \[192, 2\]$/,
    ],
  ])('%s', async ([name, weights, words]) => {
    const path = modelFile(
      name.replaceAll(' ', '-'),
      sequential(flatten, dense('out', 2)),
      weights,
    );
    await expect(settle({ modelFile: path })).rejects.toThrow(words);
  });

  test.for([NaN, Infinity, -Infinity])('%s among them is named by its place', async (value) => {
    const model = sequential(flatten, dense('out', 2));
    const path = modelFile(`odd${value}`, model, OUT, (values) => (values[7] = value));
    await expect(settle({ modelFile: path })).rejects.toThrow(
      `has ${value} in the weight 'out/kernel' at [3, 1]: it must be finite`,
    );
  });

  test('outside its folder are not read by way of a link', async () => {
    const path = modelFile('linked', sequential(flatten, dense('out', 2)), OUT);
    rmSync(join(folder, 'linked', 'weights.bin'));
    symlinkSync(
      write('outside.bin', new Uint8Array(386 * 4)),
      join(folder, 'linked', 'weights.bin'),
    );
    await expect(settle({ modelFile: path })).rejects.toThrow(
      /'weights\.bin' .* outside its folder/,
    );
  });

  test('come in the order of the network, whatever the order of the file', async () => {
    const path = modelFile('turned', sequential(flatten, dense('out', 2)), OUT.toReversed());
    const { weightsPath, network } = await settle({ modelFile: path });
    const [kernel, bias] = decodeWeights(readFileSync(weightsPath!));
    expect([kernel!.name, kernel!.values[0], bias!.values]).toEqual([
      ...['out/kernel', 2],
      Float32Array.of(0, 1),
    ]);
    expect(network.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a model in a file', () => {
  const twoLayers = sequential(flatten, dense('hidden', 4, 'relu'), dense('out', 5));
  const path = write('to-json.json', JSON.stringify(twoLayers));
  const layersIn = ({ topology }: Awaited<ReturnType<typeof settle>>['network']) =>
    (
      topology.config['layers'] as {
        config: { name: string; trainable?: boolean; units?: number };
      }[]
    ).map(({ config }) => config);

  test('gets a fresh head for the classes of the data', async () => {
    const { network } = await settle({ modelFile: path, head: 'fresh' });
    expect(layersIn(network).at(-1)).toMatchObject({ name: 'head', units: 2 });
    expect(network.parameters).toBe(192 * 4 + 4 + 4 * 2 + 2);
  });

  test('has frozen layers, by names in which * stands for any letters', async () => {
    const settings = { modelFile: path, head: 'fresh', frozen: 'hid*' };
    const { network } = await settle(settings);
    expect(layersIn(network).map(({ name, trainable }) => [name, trainable])).toEqual([
      ['images', undefined],
      ['flat', true],
      ['hidden', false],
      ['head', true],
    ]);
  });

  test.for<[Record<string, string>, string]>([
    [{ frozen: 'hiden' }, "the model has no layer 'hiden': did you mean 'hidden'?"],
    [{}, "which gives 5 values, [5], and the data has 2 classes, [2]: 'network.head: fresh' puts"],
  ])('is refused with %j', async ([settings, words]) => {
    await expect(settle({ modelFile: path, ...settings })).rejects.toThrow(words);
  });

  test.for<[string, string | Uint8Array, RegExp]>([
    [
      'model.keras',
      'PK\x03\x04',
      /is an archive, as model\.save\(\) of Keras writes it: write model\.to_json\(\)/,
    ],
    ['model.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46), /is in HDF5/],
    ['broken.json', '{', /is no JSON/],
    ['list.json', '[]', /is no model: it must be an object in JSON$/],
  ])('%s is none', async ([name, content, words]) => {
    await expect(settle({ modelFile: write(name, content) })).rejects.toThrow(words);
  });

  test('that is not there, or a folder, is named', async () => {
    await expect(settle({ modelFile: '/nowhere/model.json' })).rejects.toThrow(
      '--model-file: /nowhere/model.json: is not there',
    );
    await expect(settle({ modelFile: folder })).rejects.toThrow('is a folder: name the file');
  });
});

test('weights survive their file, and other files are none', () => {
  const weights = [
    { name: 'a/kernel', shape: [2, 2], values: Float32Array.of(1, -0, 3e-40, 4) },
    { name: 'a/bias', shape: [1], values: Float32Array.of(5) },
  ];
  const bytes = encodeWeights(weights);
  expect(decodeWeights(bytes)).toEqual(weights);
  expect(encodeWeights(weights)).toEqual(bytes);
  for (const damaged of [
    bytes.subarray(0, -1),
    bytes.subarray(0, 20),
    Buffer.from('PK'),
    Buffer.alloc(0),
  ]) {
    expect(() => decodeWeights(damaged)).toThrow(/no file of a network's weights/);
  }
});
