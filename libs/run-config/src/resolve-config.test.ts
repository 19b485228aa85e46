import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, expectTypeOf, test } from 'vitest';
import { parseConfigFile } from './config-file.ts';
import { FIELD_NAMES, FIELDS } from './fields.ts';
import { printConfig } from './print-config.ts';
import { resolveConfig } from './resolve-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
const file = join(folder, 'run.yaml');
writeFileSync(file, 'members: 7\nepochs: 7\ndataDir: from-file\n');
afterAll(() => rm(folder, { recursive: true }));

const environment = { CHORUS_DATA_DIR: 'from-environment' };

test('flags go before the file, the file before the defaults', () => {
  const { settings, place } = resolveConfig({ epochs: '9' }, file, {});
  expect(settings).toMatchObject({ epochs: 9, members: 7, batchSize: 100 });
  expect([place('epochs'), place('members'), place('batchSize')]).toEqual([
    '--epochs',
    `${file}:1: 'members'`,
    'the default of --batch-size',
  ]);
});

test('CHORUS_DATA_DIR is only a default', () => {
  expect(resolveConfig({}, undefined, environment).settings.dataDir).toBe('from-environment');
  expect(resolveConfig({}, file, environment).settings.dataDir).toBe('from-file');
  const { settings } = resolveConfig({ dataDir: 'from-flag' }, file, environment);
  expect(settings.dataDir).toBe('from-flag');
});

test("without a word from the user it is the experiment's, pixels divided by 255", () => {
  expect(resolveConfig({}, undefined, {}).settings).toEqual({
    validationSplit: 0,
    maxFailures: 3,
    checkpointEvery: 1,
    keepCheckpoints: false,
    compile: true,
    backups: false,
    stallTimeout: 120,
    members: 4,
    epochs: 15,
    snapshots: false,
    batchSize: 100,
    learningRate: 0.001,
    dropout: 0.5,
    divisor: 255,
    seed: 1,
    filters: [15, 30, 30, 30],
    kernelSize: 4,
    denseUnits: [200, 200, 100, 100],
  });
});

test('every field with a default has a value, and its type says so', () => {
  const { settings } = resolveConfig({}, undefined, {});
  const names = FIELD_NAMES.filter((name) => 'default' in FIELDS[name]);
  expect(Object.keys(settings).sort()).toEqual(names.sort());
  expectTypeOf(settings.compile).toEqualTypeOf<boolean>();
  expectTypeOf(settings.filters).toEqualTypeOf<number[]>();
  expectTypeOf(settings.threads).toEqualTypeOf<number | undefined>();
});

test.for([
  [{ members: '0' }, '--members must be a whole number from 1 to 10000, not 0'],
  [{ members: '2.5' }, '--members must be a whole number from 1 to 10000, not 2.5'],
  [{ members: '' }, "--members must be a whole number from 1 to 10000, not ''"],
  [{ epochs: 'ten' }, "--epochs must be a whole number from 1 to 100000, not 'ten'"],
  [{ learningRate: 'NaN' }, '--learning-rate must be a number above 0, not NaN'],
  [{ learningRate: '-1' }, '--learning-rate must be a number above 0, not -1'],
  [{ backend: 'cuda' }, "--backend must be tensorflow or wasm, not 'cuda'"],
  [
    { filters: '8,,8' },
    `--filters must be a list of whole numbers from 1 to 1024, at least one, not [8,"",8]`,
  ],
  [
    { denseUnits: '' },
    '--dense-units must be a list of whole numbers from 1 to 16384, at least one, not an empty list',
  ],
  [{ minMembers: '0' }, '--min-members must be a whole number from 1 to 10000, not 0'],
  [{ validationSplit: '0.6' }, '--validation-split must be a number from 0 to 0.5, not 0.6'],
  [{ stopWhenGainBelow: '0' }, '--stop-when-gain-below must be a number above 0, below 1, not 0'],
  [{ maxFailures: '0' }, '--max-failures must be a whole number from 1 to 1000, not 0'],
  [{ checkpointEvery: '-1' }, '--checkpoint-every must be a whole number from 0 to 100000, not -1'],
  [{ stallTimeout: '0.5' }, '--stall-timeout must be a whole number from 1 to 86400, not 0.5'],
  [{ keepCheckpoints: 'yes' }, "--keep-checkpoints must be true or false, not 'yes'"],
] as const)('%j is refused by its flag', ([flags, message]) => {
  expect(() => resolveConfig(flags, undefined, {})).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test.each([
  [true, true],
  ['true', true],
  ['false', false],
] as const)('a switch that stands alone, or says %j, is on or off', (text, keepCheckpoints) => {
  const { settings } = resolveConfig({ keepCheckpoints: text }, undefined, {});
  expect(settings).toMatchObject({ keepCheckpoints });
});

test('no checkpoints at all can be wished', () => {
  expect(resolveConfig({ checkpointEvery: '0' }, undefined, {}).settings.checkpointEvery).toBe(0);
});

test('what --print-config prints is a configuration file that says the same', () => {
  const flags = {
    filters: '8,8',
    trainLimit: '50',
    minMembers: '2',
    keepCheckpoints: true,
  } as const;
  const { settings } = resolveConfig(flags, file, {});
  expect(parseConfigFile(printConfig(settings), 'printed').settings).toEqual(settings);
});
