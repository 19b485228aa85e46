import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfigFile, readConfigFile } from './config-file.ts';

test.for([
  ['members: 0', "run.yaml:1: 'members' must be a whole number from 1 to 10000, not 0"],
  [
    '# runs\nmembers: 4\nepochs: 0',
    "run.yaml:3: 'epochs' must be a whole number from 1 to 100000, not 0",
  ],
  ['epochs: ten', "run.yaml:1: 'epochs' must be a whole number from 1 to 100000, not 'ten'"],
  ['epochs:', "run.yaml:1: 'epochs' must be a whole number from 1 to 100000, not nothing"],
  ['learningRate: -0.1', "run.yaml:1: 'learningRate' must be a number above 0, not -0.1"],
  ['learningRate: .nan', "run.yaml:1: 'learningRate' must be a number above 0, not NaN"],
  ['learningRate: .inf', "run.yaml:1: 'learningRate' must be a number above 0, not Infinity"],
  ['dropout: 1', "run.yaml:1: 'dropout' must be a number from 0 to below 1, not 1"],
  [
    'seed: 4294967296',
    "run.yaml:1: 'seed' must be a whole number from 0 to 4294967295, not 4294967296",
  ],
  ['dataset: mnist', "run.yaml:1: 'dataset' must be cifar10 or shapes, not 'mnist'"],
  ['keepCheckpoints: yes', "run.yaml:1: 'keepCheckpoints' must be true or false, not 'yes'"],
  [
    'stallTimeout: 2m',
    "run.yaml:1: 'stallTimeout' must be a whole number from 1 to 86400, not '2m'",
  ],
  ["dataDir: ''", "run.yaml:1: 'dataDir' must be the name of a folder or an archive, not ''"],
  [
    'model:\n  filters: []',
    "run.yaml:2: 'filters' must be a list of whole numbers from 1 to 1024, at least one, not an empty list",
  ],
  [
    'model:\n  denseUnits: [200, x]',
    `run.yaml:2: 'denseUnits' must be a list of whole numbers from 1 to 16384, at least one, not [200,"x"]`,
  ],
  ['model: 5', "run.yaml:1: 'model' must hold keys such as 'filters'"],
  ['epoch: 3', "run.yaml:1: unknown key 'epoch': did you mean 'epochs'?"],
  ['batch-size: 3', "run.yaml:1: unknown key 'batch-size': did you mean 'batchSize'?"],
  ['batch_size: 3', "run.yaml:1: unknown key 'batch_size': did you mean 'batchSize'?"],
  ['filters: [3]', "run.yaml:1: unknown key 'filters': it belongs under 'model:'"],
  [
    'model:\n  dropout: 0.5',
    "run.yaml:2: unknown key 'dropout': it belongs to the top level, not under 'model:'",
  ],
  [
    'model:\n  optimizer: sgd',
    "run.yaml:2: unknown key 'optimizer': known are filters, kernelSize, denseUnits",
  ],
  ['- members', "run.yaml: it must consist of lines such as 'members: 4'"],
  ['members: 1\nmembers: 2', 'run.yaml:2: this is not YAML: Map keys must be unique'],
])('%j is refused in one line that says where', ([text, message]) => {
  expect(() => parseConfigFile(text!, 'run.yaml')).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test('malformed YAML is refused with its line', () => {
  expect(() => parseConfigFile('members: 4\nmodel: [1', 'run.yaml')).toThrow(
    /^run\.yaml:\d: this is not YAML: [^\n]+$/,
  );
});

test('an empty file says nothing', () => {
  expect(parseConfigFile('# nothing\n', 'run.yaml').settings).toEqual({});
});

test('a file that is missing or a folder is refused by name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  const missing = join(folder, 'run.yaml');
  expect(() => readConfigFile(missing)).toThrow(`--config ${missing}: there is no such file`);
  expect(() => readConfigFile(folder)).toThrow(`--config ${folder}: it is a folder, not a file`);
  await rm(folder, { recursive: true });
});
