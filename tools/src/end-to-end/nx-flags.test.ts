import { toKebabCase } from '@chorus/command-line';
import { parseConfigFile, SETTINGS } from '@chorus/run-config';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

/** Every setting by its short name, with a value that is not its default; two that exclude each other differ. */
const SETTINGS_TO_PASS: Readonly<Record<string, unknown>> = {
  dataset: 'cifar10',
  data: 'some folder',
  targetColumn: 'some species',
  header: false,
  categories: ['post code', 'month'],
  leaveOut: ['number'],
  missingLabels: 'leave-out',
  unreadable: 'leave-out',
  emptyClasses: 'leave-out',
  layout: 'gray',
  cifar100Labels: 'coarse',
  testSplit: 0.3,
  validationFrom: 'end',
  splitSeed: 4,
  imageSize: [48, 64],
  background: [1, 2, 3],
  pixelLimit: 5000,
  scaling: 'standardise',
  members: 7,
  epochs: 8,
  snapshots: false,
  batchSize: 9,
  learningRate: 0.01,
  dropout: 0.25,
  divisor: 225,
  seed: 10,
  trainLimit: 500,
  testLimit: 50,
  validationSplit: 0.1,
  stopWhenGainBelow: 0.002,
  threads: 3,
  compile: false,
  workers: 2,
  backend: 'wasm',
  filters: [4, 5],
  kernelSize: 3,
  denseUnits: [6],
  minMembers: 5,
  maxFailures: 2,
  checkpointEvery: 4,
  keepCheckpoints: true,
  backups: true,
  stallTimeout: 60,
};

/** Settings that are not named above are passed as they are by default. */
const DEFAULTS = Object.fromEntries(
  SETTINGS.filter((one) => one.default !== undefined).map((one) => [one.name, one.default]),
);

/** What `chorus train --print-config` says when it is called through Nx. */
function throughNx(args: readonly string[]): string {
  return execFileSync('npx', ['nx', 'run', 'coordinator:train', ...args], {
    cwd: WORKSPACE,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test.for([
  ['camelCase', (name: string) => `--${name}`, [], { backups: false, snapshots: true }],
  ['kebab-case after --', (name: string) => toKebabCase(`--${name}`), ['--'], {}],
] as const)('every flag passes nx run in %s', ([, spell, separator, changes]) => {
  const passed: Record<string, unknown> = { ...DEFAULTS, ...SETTINGS_TO_PASS, ...changes };
  const flags = Object.entries(passed).map(([name, value]) => `${spell(name)}=${value}`);
  const others = ['json', 'printConfig', 'out=elsewhere', 'coordinator=gpu-box:1'].map(spell);
  const printed = throughNx([...separator, ...flags, ...others]);
  expect(printed).toMatch(/# --coordinator: gpu-box:1\n# --out: elsewhere\n# --json: true\n/);
  expect(settingsIn(printed)).toEqual(passed);
});

test('--set passes nx run, once and several times', () => {
  const printed = throughNx([
    '--set=training.epochs=3',
    '--set',
    'network.filters=8,9',
    '--printConfig',
  ]);
  expect(settingsIn(printed)).toMatchObject({ epochs: 3, filters: [8, 9] });
});

/** The settings of a printed configuration, by short name; what Nx prints around it is left out. */
function settingsIn(printed: string): Record<string, unknown> {
  const [yaml = ''] = /^version: 1\n(\w+:\n( {2}\w.*\n)+)+/m.exec(printed) ?? [];
  const { document } = parseConfigFile(yaml, 'printed');
  const sections = document as Record<string, Record<string, unknown> | undefined>;
  const said = SETTINGS.map(({ name, section, key }) => [name, sections[section]?.[key]] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}
