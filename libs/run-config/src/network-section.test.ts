import type { SampleKind } from '@chorus/data';
import { describe, expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { examineConfigFile, parseConfigFile } from './config-file.ts';
import { namedNetwork } from './named-network.ts';
import { printConfig } from './print-config.ts';
import { resolveConfig } from './resolve-config.ts';

const IMAGES: SampleKind = { shape: [32, 32, 3], type: 'uint8' };
const ROWS: SampleKind = { shape: [20], type: 'float32' };

const YAML = `version: 1
network:
  layers:
    - conv2d: { filters: 8, kernelSize: 3, padding: same }
    - batchNormalization
    - residual:
        - relu
        - conv2d: { filters: 8, kernelSize: 3, padding: same }
    - globalAveragePooling2d
    - dense: { activation: softmax }
`;

test('a list of layers is read, and what is printed of it is the same list', () => {
  const { document } = parseConfigFile(YAML, 'run.yaml');
  expect(document.network?.layers).toHaveLength(5);
  const printed = printConfig(document);
  expect(parseConfigFile(printed, 'printed.yaml').document).toEqual(document);
  expect(printed).toContain('    - batchNormalization\n');
});

test('a flag has the list as a file has it on one line', () => {
  const settings = { layers: '[flatten, {dense: {activation: softmax}}]' };
  expect(resolveConfig({ settings }, {}).document.network.layers).toEqual([
    'flatten',
    { dense: { activation: 'softmax' } },
  ]);
});

describe('what is wrong with a layer is said with line and column:', () => {
  test.for<[string, string, string]>([
    [
      'batchNormalization',
      'batchNormalisation',
      `5:7: 'network.layers': there is no layer "batchNormalisation": did you mean 'batchNormalization'?`,
    ],
    [
      '{ filters: 8, kernelSize: 3, padding: same }\n    - batch',
      '{ filters: 8, kernelsize: 3 }\n    - batch',
      `4:29: 'network.layers': conv2d has no field "kernelsize": did you mean 'kernelSize'?`,
    ],
    [
      '        - relu',
      '        - rellu',
      `7:11: 'network.layers': there is no layer "rellu": did you mean 'relu'?`,
    ],
    [
      'activation: softmax',
      'activation: softmacks',
      `10:16: 'network.layers': 'activation': there is no "softmacks": did you mean 'softmax'?`,
    ],
    [
      'residual:',
      'residuals:',
      `6:7: 'network.layers': there is no layer "residuals": did you mean 'residual'?`,
    ],
  ])('%s', ([right, wrong, message]) => {
    expect(examineConfigFile(YAML.replace(right, wrong), 'run.yaml')).toEqual({
      mistakes: [`run.yaml:${message}`],
    });
  });
});

test('a flag says where in the list it is wrong', () => {
  expect(() =>
    resolveConfig({ settings: { layers: '[flatten, {dense: {unit: 3}}]' } }, {}),
  ).toThrow(`--layers, [1].dense.unit: dense has no field "unit": did you mean 'units'?`);
  expect(() => resolveConfig({ settings: { layers: 'flatten' } }, {})).toThrow(
    /^--layers must be a list of layers, such as .* not 'flatten'$/,
  );
  expect(() => resolveConfig({ settings: { layers: '[' } }, {})).toThrow('--layers must be a list');
});

describe('settings of the network that contradict each other, or the data:', () => {
  test.for<[Record<string, string>, SampleKind, string | undefined]>([
    [{ network: 'resnet20' }, IMAGES, undefined],
    [{ network: 'mlp', denseUnits: '4' }, ROWS, undefined],
    [{ network: 'mlp' }, IMAGES, undefined],
    [{ network: 'mine', layers: '[dense]' }, ROWS, undefined],
    [
      { network: 'resnet' },
      IMAGES,
      "--network is 'resnet', and no network has this name: did you mean 'resnet20'?",
    ],
    [
      { network: 'x' },
      IMAGES,
      "--network is 'x', and no network has this name: known are cnn, mlp, resnet20, quick",
    ],
    [
      { network: 'resnet20' },
      ROWS,
      '--network is resnet20, which is for images, [height, width, channels], but the samples of this dataset are [20]: take mlp, or list layers',
    ],
    [
      { network: 'quick' },
      ROWS,
      '--network is quick, which is for images, [height, width, channels], but the samples of this dataset are [20]: take mlp, or list layers',
    ],
    [
      { network: 'mlp', filters: '8' },
      IMAGES,
      '--filters is not for this network, which is mlp: leave the setting out',
    ],
    [
      { network: 'resnet20', dropout: '0.1' },
      IMAGES,
      '--dropout is not for this network, which is resnet20: leave the setting out',
    ],
    [
      { layers: '[dense]', denseUnits: '4' },
      ROWS,
      '--dense-units is not for this network, which is one of layers: leave the setting out',
    ],
    [
      { layers: '[dense]', modelFile: 'model.json' },
      ROWS,
      '--layers and --model-file are two networks: leave one of them out',
    ],
    [{ head: 'fresh' }, IMAGES, "--head is about the network of a model's file: leave it out"],
    [
      { weights: 'fresh' },
      IMAGES,
      "--weights is about the network of a model's file: leave it out",
    ],
    [{ frozen: 'conv1' }, IMAGES, "--frozen is about the network of a model's file: leave it out"],
  ])('%j', ([settings, sample, message]) => {
    const config = resolveConfig({ settings }, {});
    const check = () => checkConfig(config, { sample, classes: ['a', 'b'] });
    if (message === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'invalid', message }));
  });
});

describe('a network that is not named', () => {
  const settle = (settings: Record<string, string>, sample: SampleKind) => {
    const { network } = resolveConfig({ settings }, {}).document;
    const { topology, parameters } = namedNetwork(network, { sample, classes: ['a', 'b'] });
    const layers = topology.config['layers'] as { readonly name: string }[];
    return { name: topology.config['name'], layers: layers.map(({ name }) => name), parameters };
  };
  const dense = [1, 2, 3, 4].flatMap((number) => [`dense${number}`, `dropout${number}`]);

  test('is the CNN for pictures, with as many blocks as fit', () => {
    const blocks = (count: number) =>
      Array.from({ length: count }, (_, index) => [`conv${index + 1}`, `pool${index + 1}`]).flat();
    const after = ['flatten', ...dense, 'output'];
    expect(settle({}, IMAGES)).toMatchObject({
      name: 'cnn',
      layers: ['images', ...blocks(4), ...after],
      parameters: 131_627,
    });
    const small: SampleKind = { shape: [5, 9, 1], type: 'uint8' };
    expect(settle({}, small).layers).toEqual(['images', ...blocks(2), ...after]);
  });

  test('is the multilayer perceptron for what is no picture', () => {
    expect(settle({}, ROWS)).toMatchObject({
      name: 'mlp',
      layers: ['samples', ...dense, 'output'],
    });
    expect(settle({ denseUnits: '7' }, ROWS).parameters).toBe(20 * 7 + 7 + 7 * 2 + 2);
  });
});
