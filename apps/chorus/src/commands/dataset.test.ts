import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ChorusProcess, runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-dataset-'));
afterAll(() => rm(folder, { recursive: true }));

/** A table of ten rows of each class; in one of them a number is missing. */
function writeTable(name: string, rows = 20): string {
  const path = join(folder, name);
  const lines = Array.from({ length: rows }, (_, row) => {
    const size = row === 7 ? '' : String(row / 4);
    return `${size},${row % 3 === 0 ? 'clay' : 'sand'},${row % 2 === 0 ? 'lily' : 'rose'}`;
  });
  writeFileSync(path, ['size,soil,species', ...lines, ''].join('\n'));
  return path;
}

const home = () => mkdtempSync(join(folder, 'home-'));

test('classes, counts, columns and findings are told, and the file is kept in the cache', async () => {
  const path = writeTable('flowers.csv');
  const CHORUS_HOME = home();
  const args = ['dataset', path, '--target-column', 'species'];
  const { exitStatus, stdout, stderr } = await runChorus(args, { CHORUS_HOME });
  expect([exitStatus, stderr]).toEqual([0, '']);
  const kept = readdirSync(join(CHORUS_HOME, 'datasets'));
  const [file] = kept.filter((name) => name.endsWith('.dataset'));
  const shown = stdout.replaceAll(folder, 'FOLDER').replaceAll(/[0-9a-f]{64}/g, 'SHA-256');
  expect(shown.replaceAll(/home-\w+/g, 'HOME')).toMatchInlineSnapshot(`
    "tables: 16 training and 4 test samples of 2 classes, each 2 of float32

    class  train  test  █ train  ░ test
    lily       8     2  ████████████████████████████████░░░░░░░░
    rose       8     2  ████████████████████████████████░░░░░░░░

    column  what it holds                        mean  deviation
    size    numbers; 2.5 where one is missing  2.4531     1.4927
    soil    2 categories                       1.6875    0.46351

    FOLDER/flowers.csv is UTF-8, with commas between cells.
    The labels "lily" and "rose" in column "species" of FOLDER/flowers.csv are classes 0 to 1.
    Column "size" of FOLDER/flowers.csv holds numbers.
    1 missing number in column "size" of FOLDER/flowers.csv is filled with 2.5, the median of its numbers in training.
    Column "soil" of FOLDER/flowers.csv holds 2 categories, and "other" for all else.
    The data has no test split: 4 of 20 samples, a share of 0.2 of each class drawn by the seed 1, are its test split.
    Its SHA-256 is SHA-256; it is kept as FOLDER/HOME/datasets/SHA-256.dataset.
    "
  `);
  expect(stdout).toContain(`${CHORUS_HOME}/datasets/${file}`);
});

test('--json has the same for programs', async () => {
  const path = writeTable('flowers.csv');
  const args = ['dataset', path, '--target-column', 'species', '--test-split', '0.5', '--json'];
  const { exitStatus, stdout } = await runChorus(args, { CHORUS_HOME: home() });
  expect(exitStatus).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'tables',
    classes: ['lily', 'rose'],
    columns: ['size', 'soil'],
    sample: { shape: [2], type: 'float32' },
    counts: { train: [5, 5], test: [5, 5] },
    preparation: { kind: 'table', target: 'species' },
    findings: expect.arrayContaining([expect.objectContaining({ kind: 'recognised' })]) as unknown,
  });
});

test('what is wrong with the data, or with a setting, is one line and exit status 2', async () => {
  const path = writeTable('flowers.csv');
  const refused = async (...args: string[]) => {
    const { exitStatus, stdout, stderr } = await runChorus(['dataset', ...args], {
      CHORUS_HOME: home(),
    });
    expect([exitStatus, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    return stderr;
  };
  expect(await refused(path)).toContain('has no column "label"');
  expect(await refused(join(folder, 'nothing'))).toContain(`there is no ${folder}/nothing`);
  expect(await refused(path, '--target-column', 'species', '--test-split', '0')).toContain(
    'dataset.testSplit is 0',
  );
  expect(await refused(path, '--data', path)).toContain('leave one of them out');
});

test('--sheet draws samples of pictures, and refuses what is none', async () => {
  const CHORUS_HOME = home();
  const sheet = join(folder, 'sheet.png');
  const drawn = await runChorus(['dataset', '--dataset', 'shapes', '--sheet', sheet], {
    CHORUS_HOME,
  });
  expect(drawn.exitStatus).toBe(0);
  expect(readFileSync(sheet).toString('latin1', 1, 4)).toBe('PNG');
  const args = ['dataset', writeTable('flowers.csv'), '--target-column', 'species'];
  const refused = await runChorus([...args, '--sheet', sheet], { CHORUS_HOME });
  expect([refused.exitStatus, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('are no pictures and cannot be drawn');
});

test('Ctrl-C in the middle leaves nothing behind', async () => {
  const path = writeTable('long.csv', 3_000_000);
  const CHORUS_HOME = home();
  const command = new ChorusProcess(['dataset', path, '--target-column', 'species'], {
    CHORUS_HOME,
  });
  await command.prints('reading ');
  command.child.kill('SIGINT');
  const { exitStatus } = await command.end();
  expect(exitStatus).toBe(130);
  expect(readdirSync(join(CHORUS_HOME, 'datasets'))).toEqual([]);
});
