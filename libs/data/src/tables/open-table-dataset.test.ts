import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { readSplit } from '../testing/read-split.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTableDataset } from './open-table-dataset.ts';
import { TableSource } from '../prediction/table-source.ts';
import type { TableOptions } from './table-options.ts';

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

async function opened(files: Record<string, string>, options?: TableOptions) {
  const folder = await folderOf(files);
  const dataset = await openTableDataset(folder, options);
  const said = dataset.findings.map(
    ({ kind, text }) => `${kind}: ${text.replaceAll(`${folder}/`, '')}`,
  );
  return { folder, dataset, said };
}

/** The one line that refuses the files. */
async function refusal(files: Record<string, string>, options?: TableOptions): Promise<string> {
  const folder = await folderOf(files);
  const reason: unknown = await openTableDataset(folder, options).catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(DatasetError);
  const { message } = reason as DatasetError;
  expect(message).not.toMatch(/[\n\r]/);
  return message.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER');
}

const TRAIN = 'a,colour,label\n1,red,x10\n3,blue,x9\n,,x9\n8,red,x10\n';

test('a folder of splits: all is learnt from training, and later files are prepared the same', async () => {
  const { folder, dataset, said } = await opened({
    'train.csv': TRAIN,
    'test.csv': 'label;colour;note;a\nx9;green;n;inf\nx10;blue;n;2,5\n',
    'validation.csv': TRAIN.replaceAll('x10', 'x9'),
    'notes.txt': '',
  });
  expect(dataset).toMatchObject({
    sample: { shape: [2], type: 'float32' },
    columns: ['a', 'colour'],
    classes: ['x9', 'x10'],
    preparation: {
      target: 'label',
      classes: ['x9', 'x10'],
      columns: [
        { name: 'a', kind: 'number', fill: 3 },
        { name: 'colour', kind: 'category', categories: ['blue', 'red'] },
      ],
    },
  });
  const { train, test: testSplit } = dataset.splits;
  expect(await readSplit(train)).toEqual({
    values: [1, 2, 3, 1, 3, 0, 8, 2],
    labels: [1, 0, 0, 1],
  });
  expect(await readSplit(testSplit!)).toEqual({ values: [3, 0, 2.5, 1], labels: [0, 1] });
  expect([train, testSplit!].map(({ labels }) => [...labels])).toEqual([
    [1, 0, 0, 1],
    [0, 1],
  ]);
  expect(testSplit!.samples).toBe(2);
  expect(said).toEqual([
    'left-out: 1 file of FOLDER is not used: "notes.txt".'.replace('FOLDER', folder),
    'recognised: train.csv is UTF-8, with commas between cells.',
    'mapped: The labels "x9" and "x10" in column "label" of train.csv are classes 0 to 1.',
    'recognised: Column "a" of train.csv holds numbers.',
    'changed: 1 missing number in column "a" of train.csv is filled with 3, the median of its numbers in training.',
    'recognised: Column "colour" of train.csv holds 2 categories, and "other" for all else.',
    'changed: 1 empty cell in column "colour" of train.csv becomes the category "other".',
    'recognised: validation.csv is UTF-8, with commas between cells.',
    'changed: 1 missing number in column "a" of validation.csv is filled with 3, the median of its numbers in training.',
    'changed: 1 empty cell in column "colour" of validation.csv becomes the category "other".',
    'warning: validation.csv has no rows of the class "x10".',
    'recognised: test.csv is UTF-8, with semicolons between cells and numbers with a decimal comma.',
    'changed: 1 infinite number in column "a" of test.csv is filled with 3, the median of its numbers in training.',
    'changed: 1 cell in column "colour" of test.csv with categories that training does not have ("green") becomes the category "other".',
    'left-out: test.csv has "note" besides the columns of training; it is not used.',
  ]);
});

test('a row without a label is left out when asked for, and nothing is learnt from it', async () => {
  const train = `${TRAIN}100,pink,\n`;
  expect(await refusal({ 'train.csv': train })).toMatch(
    /^train\.csv, line 6: the label in column "label" is empty/,
  );
  const { dataset, said } = await opened({ 'train.csv': train }, { missingLabels: 'leave-out' });
  expect(dataset.splits.train.samples).toBe(4);
  expect((await readSplit(dataset.splits.train)).labels).toHaveLength(4);
  expect(dataset.preparation.columns[1]).toMatchObject({ categories: ['blue', 'red'] });
  expect(said).toContain(
    'left-out: 1 row of train.csv without a label in column "label" is left out.',
  );
});

test('a class is one line, whatever its label is', async () => {
  const { dataset } = await opened({
    'train.csv': 'a,label\n1,"two\nlines"\n2,b\n',
    'test.csv': 'a,label\n1,b\n2,"two\nlines"\n',
  });
  expect(dataset.classes).toEqual(['b', 'two\\u000alines']);
  expect([...dataset.splits.test!.labels]).toEqual([0, 1]);
});

test.each(['grows', 'is replaced'])(
  'a table that %s between its opening and its reading is refused by name',
  async (how) => {
    const { folder, dataset } = await opened({ 'train.csv': TRAIN });
    const path = join(folder, 'train.csv');
    if (how === 'grows') await appendFile(path, '9,red,x9\n');
    else {
      await writeFile(`${path}.new`, TRAIN.replace('8', '7'));
      await rename(`${path}.new`, path);
    }
    await expect(readSplit(dataset.splits.train)).rejects.toThrow(
      /train\.csv was changed while it was read/,
    );
  },
);

test('columns are left out or taken as categories when asked for', async () => {
  const table = 'zip,id,kind\n01,q,x\n1,w,y\n01,e,x\n';
  const { dataset } = await opened(
    { 'train.csv': table },
    { target: 'kind', leaveOut: ['id'], categories: ['zip'] },
  );
  expect(dataset.preparation.columns).toEqual([
    { name: 'zip', kind: 'category', categories: ['01', '1'] },
  ]);
});

test('whole numbers that float32 does not hold are said', async () => {
  const { said } = await opened({
    'train.csv': 'a,label\n16777216,x\n16777217,y\n9007199254740993,x\n-3e9,y\n',
  });
  expect(said).toContain(
    'changed: 2 whole numbers in column "a" of train.csv are rounded to float32, which holds 24 bits; the first is 16777217 (line 3).',
  );
});

test('a column of one value is warned of', async () => {
  const { said } = await opened({ 'train.csv': 'a,label\n7,x\n7,y\n' });
  expect(said).toContainEqual(
    expect.stringMatching(/^warning: Column "a" of train\.csv holds the same value/),
  );
});

test.each([
  [{ 'data.csv': TRAIN }, {}, /^FOLDER has no train\.csv, .*it holds "data\.csv"/],
  [
    { 'train.csv': TRAIN, 'train.tsv': TRAIN },
    {},
    /two tables for train, "train\.csv" and "train\.tsv"/,
  ],
  [
    { 'train.csv': TRAIN },
    { target: 'kind' },
    /no column "kind"; its columns are "a", "colour" and "label": .* dataset\.target/,
  ],
  [{ 'train.csv': TRAIN }, { leaveOut: ['b'] }, /dataset\.leaveOut names "b"/],
  [
    { 'train.csv': TRAIN },
    { leaveOut: ['a', 'colour'] },
    /no column but "label", "a" and "colour"/,
  ],
  [{ 'train.csv': 'a,label\n1,x\n2,x\n' }, {}, /holds only the label "x"; training needs two/],
  [
    { 'train.csv': 'a,label\n1,x\nfoo,y\n' },
    {},
    /line 3: column "a" holds "foo", but the number 1 on line 2/,
  ],
  [{ 'train.csv': 'a,b,label\n1,,x\n2,,y\n' }, {}, /column "b": no number in any row/],
  [
    {
      'train.csv': `t,label\n${Array.from({ length: 1001 }, (_, row) => `t${row},c${row % 2}`).join('\n')}`,
    },
    {},
    /line 1002: column "t" has more than 1000 different texts/,
  ],
  [
    { 'train.csv': TRAIN, 'test.csv': 'a,label\n1,x9\n' },
    {},
    /test\.csv lacks the column "colour"/,
  ],
  [
    { 'train.csv': TRAIN, 'test.csv': 'a,colour\n1,red\n' },
    {},
    /test\.csv lacks the column "label"/,
  ],
  [
    { 'train.csv': TRAIN, 'test.csv': 'a,colour,label\n1,red,wolf\n' },
    {},
    /test\.csv, line 2: the label "wolf" does not occur in training/,
  ],
  [
    { 'train.csv': TRAIN, 'test.csv': 'a,colour,label\nq,red,x9\n' },
    {},
    /test\.csv, line 2: column "a" holds "q", but numbers in training/,
  ],
  [
    { 'train.csv': TRAIN, 'test.csv': 'a,colour,label\n' },
    {},
    /test\.csv names its columns, but has no rows/,
  ],
] as const)('%j is refused', async (files, options, message) => {
  expect(await refusal(files as Record<string, string>, options as TableOptions)).toMatch(message);
});

describe('a later file', () => {
  test('needs no label; one that is there is not used, and said', async () => {
    const { folder, dataset } = await opened({ 'train.csv': TRAIN });
    const path = join(folder, 'later.csv');
    await writeFile(path, 'label,a,colour\n?,2,red\n');
    const later = await TableSource.open(path, dataset.preparation);
    expect(await Array.fromAsync(later.read())).toEqual([
      { items: [{ file: path, row: 1 }], values: Float32Array.of(2, 2) },
    ]);
    expect(later.findings.at(-1)!.text).toMatch(/has "label" besides the columns of training/);
  });

  test('without a column of training is refused', async () => {
    const { folder, dataset } = await opened({ 'train.csv': TRAIN });
    const path = join(folder, 'later.csv');
    await writeFile(path, 'a\n1\n');
    await expect(TableSource.open(path, dataset.preparation)).rejects.toThrow(
      /lacks the column "colour"/,
    );
  });
});

test('nothing at the path is missing', async () => {
  await expect(openTableDataset('/nowhere/at/all')).rejects.toMatchObject({ code: 'missing' });
});
