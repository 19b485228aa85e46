import { mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { datasetFilePath, datasetFolder } from '../dataset-paths.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTableDataset } from '../tables/open-table-dataset.ts';
import { DatasetMemory, type Making } from './dataset-memory.ts';
import { pruneNotes } from './prune-notes.ts';
import { makeDataset, type MadeDataset } from './make-dataset.ts';

const SHARES = { test: 0.2, validation: 0, seed: 1 };

let home: string;
let folder: string;
let making: Making;

beforeEach(async () => {
  home = await temporaryFolder();
  folder = await temporaryFolder();
  making = { source: 'tables', path: folder, options: { shares: SHARES } };
  await writeFile(join(folder, 'train.csv'), `a,label\n${'1.5,x\n2.5,y\n'.repeat(10)}`);
  await mkdir(join(folder, 'notes'));
  await writeFile(join(folder, 'notes', 'a.txt'), 'one');
});

async function make(): Promise<MadeDataset> {
  const memory = await DatasetMemory.before(making, home);
  const raw = await openTableDataset(folder, { shares: SHARES });
  const made = await makeDataset(raw, { name: 'tables', home, shares: SHARES, standardise: true });
  await memory.remember(made);
  return made;
}

async function recall(change: Partial<Making> = {}): Promise<MadeDataset | undefined> {
  return (await DatasetMemory.before({ ...making, ...change }, home)).recall();
}

test('what was made of files that have not changed is the same, findings among it', async () => {
  expect(await recall()).toBeUndefined();
  const made = await make();
  expect(await recall()).toEqual(made);
});

const train = () => join(folder, 'train.csv');

test.each<[string, () => Promise<unknown>]>([
  ['is written', () => writeFile(train(), `a,label\n${'1.5,x\n2.5,z\n'.repeat(10)}`)],
  ['has another time of change', () => utimes(train(), 1, 1)],
  ['is written in a folder within', () => writeFile(join(folder, 'notes', 'a.txt'), 'two')],
  ['is added', () => writeFile(join(folder, 'test.csv'), 'a,label\n1,x\n')],
  ['is taken away', () => rm(join(folder, 'notes', 'a.txt'))],
  [
    'has another name',
    () => rename(join(folder, 'notes', 'a.txt'), join(folder, 'notes', 'b.txt')),
  ],
])('when a file %s, the files are read again', async (_, change) => {
  await make();
  await change();
  expect(await recall()).toBeUndefined();
  await make();
  expect(await recall()).toBeDefined();
});

test('a file of the same size and time in the place of another one is noticed', async () => {
  await utimes(train(), 1000, 1000);
  await make();
  await writeFile(train(), `a,label\n${'1.5,x\n2.6,y\n'.repeat(10)}`);
  await utimes(train(), 1000, 1000);
  expect(await recall()).toBeUndefined();
});

test('other settings and another path are another dataset', async () => {
  await make();
  expect(await recall({ options: { shares: SHARES, target: 'a' } })).toBeUndefined();
  expect(await recall({ path: join(folder, 'notes') })).toBeUndefined();
  expect(await recall()).toBeDefined();
});

test('a file that was changed while the dataset was made is not remembered', async () => {
  const memory = await DatasetMemory.before(making, home);
  const made = await make();
  await writeFile(join(folder, 'notes', 'a.txt'), 'changed');
  await memory.remember(made);
  expect(await recall()).toBeUndefined();
});

test('a dataset file that is damaged or gone is made again', async () => {
  const { known, path } = await make();
  await writeFile(path, 'damaged');
  expect(await recall()).toBeUndefined();
  await make();
  expect(await recall()).toBeDefined();
  await rm(datasetFilePath(home, known.sha256));
  expect(await recall()).toBeUndefined();
});

/** The names of the notes that there are. */
async function notes(): Promise<string[]> {
  return (await readdir(datasetFolder(home))).filter((name) => name.endsWith('.made'));
}

test('notes on datasets that are gone are deleted, and damaged ones, when another dataset is made', async () => {
  const { known } = await make();
  await rm(datasetFilePath(home, known.sha256));
  await writeFile(join(datasetFolder(home), `${'a'.repeat(64)}.made`), '{');
  await writeFile(train(), `a,label\n${'1.5,x\n2.5,z\n'.repeat(10)}`);
  making = { ...making, options: { shares: SHARES, other: true } };
  await make();
  expect(await notes()).toHaveLength(1);
  expect(await recall()).toBeDefined();
});

test('of too many notes those are kept that were used last', async () => {
  const made: Making[] = [1, 2, 3].map((seed) => ({ ...making, options: { seed } }));
  const known = new Set<string>();
  for (const [at, each] of made.entries()) {
    making = each;
    await make();
    const note = (await notes()).find((name) => !known.has(name))!;
    known.add(note);
    await utimes(join(datasetFolder(home), note), 1000 + at, 1000 + at);
  }
  making = made[0]!;
  expect(await recall()).toBeDefined();
  await pruneNotes(home, 2);
  const isKept = async (each: Making) => (await recall(each)) !== undefined;
  expect(await Promise.all(made.map(isKept))).toEqual([true, false, true]);
});

test('notes that are damaged are as none', async () => {
  await make();
  const [note] = (await readdir(datasetFolder(home))).filter((name) => name.endsWith('.made'));
  await writeFile(join(datasetFolder(home), note!), '{');
  expect(await recall()).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'what links lead to is looked at, and links in a circle have an end',
  async () => {
    const elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere, 'more.txt'), 'one');
    await symlink(elsewhere, join(folder, 'linked'));
    await symlink(folder, join(folder, 'circle'));
    await symlink('nowhere', join(folder, 'dangling'));
    await make();
    expect(await recall()).toBeDefined();
    await writeFile(join(elsewhere, 'more.txt'), 'other');
    expect(await recall()).toBeUndefined();
  },
);
