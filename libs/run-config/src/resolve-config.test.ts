import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, expectTypeOf, test } from 'vitest';
import { parseConfigFile } from './config-file.ts';
import { printConfig } from './print-config.ts';
import { resolveConfig } from './resolve-config.ts';
import type { RunDocument } from './run-document.ts';
import { SETTINGS, valuesOf } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
const file = join(folder, 'run.yaml');
writeFileSync(file, 'members: 7\nepochs: 7\ndataDir: from-file\n');
afterAll(() => rm(folder, { recursive: true }));

const environment = { CHORUS_DATA_DIR: 'from-environment' };

test('flags go before the file, the file before the defaults', () => {
  const { document, place } = resolveConfig({ settings: { epochs: '9' }, config: file }, {});
  expect(document).toMatchObject({
    training: { epochs: 9, learningRate: 0.001 },
    members: { count: 7 },
  });
  expect([
    place('training.epochs'),
    place('members.count'),
    place('training.learningRate'),
  ]).toEqual(['--epochs', `${file}:1:1: 'members'`, 'the default of --learning-rate']);
});

test('CHORUS_DATA_DIR is only a default', () => {
  const pathOf = (flags: object) => resolveConfig(flags, environment).document.dataset.path;
  expect(pathOf({})).toBe('from-environment');
  expect(pathOf({ config: file })).toBe('from-file');
  expect(pathOf({ settings: { data: 'from-flag' }, config: file })).toBe('from-flag');
  expect(pathOf({ settings: { dataDir: 'from-flag' }, config: file })).toBe('from-flag');
});

test("without a word from the user it is the experiment's", () => {
  expect(resolveConfig({}, {}).document).toMatchObject({
    version: 1,
    dataset: { validationSplit: 0 },
    preparation: {},
    network: { head: 'given', weights: 'model' },
    training: { epochs: 15, learningRate: 0.001 },
    members: { count: 4, seed: 1, snapshots: false },
    combining: {},
    faults: {
      maxFailures: 3,
      checkpointEvery: 1,
      keepCheckpoints: false,
      backups: false,
      stallTimeout: 120,
    },
    execution: { compile: true },
  });
});

test('every setting with a default has a value, and its type says so', () => {
  const said = [...valuesOf(resolveConfig({}, {}).document).keys()];
  expect(said).toEqual(SETTINGS.filter((one) => one.default !== undefined).map(({ path }) => path));
  expectTypeOf<RunDocument['execution']['compile']>().toEqualTypeOf<boolean>();
  expectTypeOf<RunDocument['network']['denseUnits']>().toEqualTypeOf<number[] | undefined>();
  expectTypeOf<RunDocument['execution']['threads']>().toEqualTypeOf<number | undefined>();
});

test('no two settings have one name, and none has that of a section', () => {
  const names = SETTINGS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  // At the top level, where two of these stood before there were sections, they hold a text or a number.
  const sections = new Set(SETTINGS.map(({ section }) => section as string));
  expect(names.filter((name) => sections.has(name))).toEqual(['dataset', 'network', 'members']);
});

test.for([
  [{ members: '0' }, '--members must be a whole number from 1 to 10000, not 0'],
  [{ members: '2.5' }, '--members must be a whole number from 1 to 10000, not 2.5'],
  [{ members: '' }, "--members must be a whole number from 1 to 10000, not ''"],
  [{ epochs: 'ten' }, "--epochs must be a whole number from 1 to 100000, not 'ten'"],
  [{ learningRate: 'NaN' }, '--learning-rate must be a number above 0, not NaN'],
  [{ learningRate: '-1' }, '--learning-rate must be a number above 0, not -1'],
  [{ backend: 'cuda' }, "--backend must be tensorflow or wasm, not 'cuda'"],
  [{ filters: '8,,8' }, `--filters must be a list of whole numbers from 1 to 1024, not [8,"",8]`],
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
  expect(() => resolveConfig({ settings: flags }, {})).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test.each([
  [true, true],
  ['true', true],
  ['false', false],
] as const)('a switch that stands alone, or says %j, is on or off', (text, keepCheckpoints) => {
  const { document } = resolveConfig({ settings: { keepCheckpoints: text } }, {});
  expect(document.faults).toMatchObject({ keepCheckpoints });
});

test('no checkpoints at all can be wished', () => {
  const { document } = resolveConfig({ settings: { checkpointEvery: '0' } }, {});
  expect(document.faults.checkpointEvery).toBe(0);
});

test.for<[string, string, unknown]>([
  ['training.epochs', '20', 20],
  ['epochs', '20', 20],
  ['network.filters', '[8, 16]', [8, 16]],
  ['network.filters', '8,16', [8, 16]],
  ['execution.compile', 'false', false],
  ['dataset.path', 'a=b', 'a=b'],
])('--set %s=%s sets it', ([path, text, value]) => {
  const { document, place } = resolveConfig(
    { set: [`${path}=${text}`], config: file },
    environment,
  );
  const setting = SETTINGS.find((one) => one.path === path || one.name === path)!;
  expect(valuesOf(document).get(setting.path)).toEqual(value);
  expect(place(setting.path)).toBe(`--set ${setting.path}`);
});

test('of two --set of one setting the later one counts', () => {
  const set = ['training.epochs=2', 'training.epochs=3'];
  expect(resolveConfig({ set }, {}).document.training.epochs).toBe(3);
});

test.for([
  [
    'trainng.epochs=3',
    "--set trainng.epochs: there is no such setting: did you mean 'training.epochs'?",
  ],
  [
    'colour=red',
    "--set colour: there is no such setting: 'chorus config show' prints all that can be set",
  ],
  [
    'training.epochs',
    "--set must be path=value, such as training.epochs=20, not 'training.epochs'",
  ],
  ['=3', "--set must be path=value, such as training.epochs=20, not '=3'"],
  ['training.epochs=0', '--set training.epochs must be a whole number from 1 to 100000, not 0'],
  [
    'training=3',
    "--set training: there is no such setting: 'chorus config show' prints all that can be set",
  ],
] as const)('--set %s is refused', ([assignment, message]) => {
  expect(() => resolveConfig({ set: [assignment] }, {})).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test('a flag and --set that say the same are refused', () => {
  const both = { settings: { epochs: '2' }, set: ['training.epochs=3'] };
  expect(() => resolveConfig(both, {})).toThrow(
    '--epochs and --set training.epochs say the same: leave one of them out',
  );
});

test('what --print-config prints is a configuration file that says the same', () => {
  const settings = {
    filters: '8,8',
    trainLimit: '50',
    minMembers: '2',
    keepCheckpoints: true,
  } as const;
  const { document } = resolveConfig({ settings, config: file }, {});
  const printed = parseConfigFile(printConfig(document), 'printed');
  expect(valuesOf(printed.document)).toEqual(valuesOf(document));
});
