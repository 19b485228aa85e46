import { parseConfigFile, flagOf, type Settings } from '@chorus/run-config';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

/** Every field with a value that is not its default, but for two that exclude each other. */
const SETTINGS: Required<Settings> = {
  dataset: 'cifar10',
  dataDir: 'some folder',
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
  ['kebab-case after --', flagOf, ['--'], {}],
] as const)('every flag passes nx run in %s', ([, spell, separator, changes]) => {
  const settings = { ...SETTINGS, ...changes };
  const flags = Object.entries(settings).map(([name, value]) => `${spell(name)}=${value}`);
  const others = ['json', 'printConfig', 'out=elsewhere', 'coordinator=gpu-box:1'].map(spell);
  const printed = throughNx([...separator, ...flags, ...others]);
  expect(printed).toMatch(/# --coordinator: gpu-box:1\n# --out: elsewhere\n# --json: true\n/);
  const [yaml = ''] = /^dataset: [^]*?denseUnits: .*$/m.exec(printed) ?? [];
  expect(parseConfigFile(yaml, 'printed').settings).toEqual(settings);
});
