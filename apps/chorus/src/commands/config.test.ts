import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('what config show prints is a file that trains the same', async () => {
  const flags = ['--members', '3', '--set', 'network.filters=[8, 16]', '--no-compile'];
  const shown = await runChorus(['config', 'show', ...flags]);
  expect(shown).toMatchObject({ exitStatus: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^version: 1\n/);
  const again = await runChorus(['config', 'show', '--config', file('shown.yaml', shown.stdout)]);
  expect(again).toEqual(shown);
  const printed = await runChorus(['train', '--print-config', ...flags]);
  expect(printed.stdout.replace(/^# .*\n/gm, '')).toBe(shown.stdout);
});

test('config show refuses what train refuses', async () => {
  const { exitStatus, stderr } = await runChorus(['config', 'show', '--min-members', '5']);
  expect([exitStatus, stderr]).toEqual([
    2,
    'chorus: --min-members is 5, but must be at most 4: the members of the run\n',
  ]);
});

test('config show says so when the data are not there, whose defaults it cannot know', async () => {
  const path = join(folder, 'no-pets');
  const { exitStatus, stdout, stderr } = await runChorus(['config', 'show', '--data', path]);
  expect([exitStatus, stderr]).toEqual([
    0,
    `${path} is not there: what depends on the data is not shown\n`,
  ]);
  expect(stdout).toMatch(/^version: 1\n/);
});

test("config show of users' own data prints the defaults of own data", async () => {
  const path = file('pets.csv', `size,label\n${'1,cat\n2,dog\n'.repeat(20)}`);
  const home = { CHORUS_HOME: join(folder, 'home') };
  const shown = await runChorus(['config', 'show', '--data', path, '--dropout', '0.1'], home);
  expect(shown.exitStatus).toBe(0);
  expect(shown.stdout).toMatch(/name: mlp\n +denseUnits: \[64, 64\]\n +dropout: 0\.1\n/);
  expect(shown.stdout).toMatch(/epochs: 100\n +batchSize: 32\n/);
});

test('config check tells all mistakes of a file, each with line and column', async () => {
  const path = file('wrong.yaml', 'epocs: 3\nmembers: 0\n');
  expect(await runChorus(['config', 'check', path])).toEqual({
    exitStatus: 2,
    stdout: '',
    stderr:
      `${path}:1:1: unknown key 'epocs': did you mean 'epochs'?\n` +
      `${path}:2:1: 'members' must be a whole number from 1 to 10000, not 0\n`,
  });
});

test('config check tells which settings contradict each other', async () => {
  const path = file('contradiction.yaml', 'members: 2\nfaults:\n  minMembers: 3\n');
  expect(await runChorus(['config', 'check', path])).toMatchObject({
    exitStatus: 2,
    stderr: `${path}:3:3: 'faults.minMembers' is 3, but must be at most 2: the members of the run\n`,
  });
});

test('config check of a file without a mistake says so', async () => {
  const path = file('right.yaml', 'version: 1\ntraining:\n  epochs: 3\n');
  expect(await runChorus(['config', 'check', path])).toEqual({
    exitStatus: 0,
    stdout: `${path}: nothing is wrong\n`,
    stderr: '',
  });
});

test('config check of a file that is not there is refused', async () => {
  const path = join(folder, 'absent.yaml');
  const { exitStatus, stderr } = await runChorus(['config', 'check', path]);
  expect([exitStatus, stderr]).toEqual([2, `chorus: FILE ${path}: there is no such file\n`]);
});
