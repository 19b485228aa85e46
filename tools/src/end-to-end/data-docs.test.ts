import { runChorus } from '@chorus/chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chorus-data-docs-'));
const samples = join(folder, 'sample-data');

/** The commands of the page that are about the sample data, as they stand there. */
const commands = [...readFileSync(join(root, 'docs/data.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))
  .filter((line) => line.startsWith('npx chorus ') && line.includes('sample-data/'));

beforeAll(() => {
  const main = join(root, 'tools/src/sample-data/main.ts');
  execFileSync(process.execPath, [main, samples], { cwd: root });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test('the page has a command for each format', () => {
  for (const name of [
    'pictures',
    'arrays',
    'digits',
    'cifar100',
    'flowers.csv',
    'flowers.parquet',
  ]) {
    expect(commands.filter((line) => line.includes(`sample-data/${name}`))).not.toEqual([]);
  }
});

test.each(commands)('%s', { timeout: 120_000 }, async (command) => {
  const words = command.split(' ').slice(2);
  const args = words.map((word) => word.replace(/^sample-data\//, `${samples}/`));
  const environment = { CHORUS_HOME: join(folder, 'home') };
  const out = args[0] === 'train' ? ['--out', join(folder, 'runs')] : [];
  const { exitStatus, stderr } = await runChorus([...args, ...out], environment);
  expect(exitStatus, stderr).toBe(0);
});

test.each(['pictures', 'digits', 'cifar100', 'flowers'])(
  'configs/%s.yaml fits the sample data',
  { timeout: 120_000 },
  async (name) => {
    const { exitStatus, stderr } = await runChorus(
      [
        ...['train', '--config', join(root, `configs/${name}.yaml`), '--out', join(folder, 'runs')],
        ...['--data', join(samples, name === 'flowers' ? 'flowers.csv' : name)],
        ...['--members', '1', '--epochs', '1', '--train-limit', '200'],
      ],
      { CHORUS_HOME: join(folder, 'home') },
    );
    expect(exitStatus, stderr).toBe(0);
  },
);
