import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { recogniseSource } from './recognise-source.ts';

/** A folder with these empty files, and folders where a name ends in a slash. */
async function folderOf(...names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    if (name.endsWith('/')) await mkdir(join(folder, name), { recursive: true });
    else await writeFile(join(folder, name), '');
  }
  return folder;
}

test.for([
  [['data_batch_1.bin'], 'cifar10'],
  [['cifar-10-batches-bin/'], 'cifar10'],
  [['train.bin', 'test.bin', 'fine_label_names.txt'], 'cifar100'],
  [['train.csv', 'notes.txt'], 'tables'],
  [['Train.PARQUET'], 'tables'],
  [['x_train.npy', 'y_train.npy'], 'arrays'],
  [['train-images-idx3-ubyte.gz'], 'arrays'],
  [['cat/', 'dog/'], 'images'],
  [['train/', 'test/', 'README'], 'images'],
] as const)('a folder with %j holds %s', async ([names, source]) => {
  expect(await recogniseSource(await folderOf(...names))).toBe(source);
});

test.for([
  ['a.npz', '', 'arrays'],
  ['a.CSV', '', 'tables'],
  ['a.tsv', '', 'tables'],
  ['a.parquet', '', 'tables'],
  ['cifar-10-binary.tar.gz', '', 'cifar10'],
  ['without-an-end', 'PAR1…', 'tables'],
  ['another', 'PK\u0003\u0004…', 'arrays'],
] as const)('a file %s that begins with %j is read as %s', async ([name, begin, source]) => {
  const folder = await folderOf();
  await writeFile(join(folder, name), begin);
  expect(await recogniseSource(join(folder, name))).toBe(source);
});

test('whatever else there is, or is not, is named', async () => {
  const folder = await folderOf('notes.txt');
  const message = async (path: string) => {
    const error = await recogniseSource(path).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'missing' });
    return (error as Error).message.replaceAll(folder, 'FOLDER');
  };
  expect(await message(folder)).toMatch(/^FOLDER holds nothing that .* it holds notes.txt\. .*:/);
  expect(await message(join(folder, 'notes.txt'))).toMatch(/^FOLDER\/notes.txt is no file that is/);
  expect(await message(join(folder, 'nothing'))).toMatch(/^there is no FOLDER\/nothing; name the/);
});
