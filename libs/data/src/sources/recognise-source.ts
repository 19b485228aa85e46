import { open, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { mayBeArray } from '../array-sets/array-roles.ts';
import { FOLDER_NAME, ARCHIVE_NAME, CIFAR10_RELEASE } from '../cifar10/release.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { arePartNames } from '../picture-tables/picture-files.ts';
import { listNames } from '../list-names.ts';
import { printable } from '../printable.ts';
import { tableSplit } from '../tables/table-files.ts';

/** Files by their name's end, in lower case. */
const FILE_SOURCES: Readonly<Record<string, string>> = {
  '.npz': 'arrays',
  '.csv': 'tables',
  '.tsv': 'tables',
  '.parquet': 'tables',
};

/** Files by their first bytes, whatever their name is. */
const FIRST_BYTES: readonly (readonly [bytes: string, source: string])[] = [
  ['PAR1', 'tables'],
  ['PK\u0003\u0004', 'arrays'],
];

/** Folders by what lies in them, the first that fits. */
const FOLDER_SOURCES: readonly (readonly [
  fits: (names: readonly string[]) => boolean,
  source: string,
])[] = [
  [(names) => names.some((name) => CIFAR10_NAMES.has(name)), 'cifar10'],
  [(names) => names.includes('train.bin') && names.includes('test.bin'), 'cifar100'],
  [(names) => names.some((name) => tableSplit(name) === 'train'), 'tables'],
  [arePartNames, 'tables'],
  [(names) => names.some(mayBeArray), 'arrays'],
];

const CIFAR10_NAMES = new Set([
  ...CIFAR10_RELEASE.files.map(({ name }) => name),
  FOLDER_NAME,
  ARCHIVE_NAME,
]);

/**
 * The name of the source whose files lie at a path: by the names of what is there, and of a file by its first bytes.
 *
 * @throws DatasetError `missing` when there is nothing, or nothing that any source reads; `storage`
 */
export async function recogniseSource(path: string): Promise<string> {
  const shown = printable(path);
  const absent = `there is no ${shown}; name the file or folder with the data`;
  const status = await onDisk('read', shown, () => stat(path), absent);
  return status.isDirectory() ? recogniseFolder(path, shown) : recogniseFile(path, shown);
}

async function recogniseFile(path: string, shown: string): Promise<string> {
  const known = FILE_SOURCES[extname(path).toLowerCase()];
  if (known) return known;
  if (/\.tar\.gz$|\.tgz$/i.test(path)) return 'cifar10';
  const first = await onDisk('read', shown, () => readStart(path, 4));
  const source = FIRST_BYTES.find(([bytes]) => first === bytes)?.[1];
  if (source) return source;
  throw new DatasetError(
    'missing',
    `${shown} is no file that is read as a dataset; those are .npz, .csv, .tsv and .parquet files, ` +
      'and folders of images, of .npy files and of IDX files',
  );
}

async function readStart(path: string, bytes: number): Promise<string> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.toString('latin1', 0, bytesRead);
}

async function recogniseFolder(path: string, shown: string): Promise<string> {
  const entries = await onDisk('read', shown, () => readdir(path, { withFileTypes: true }));
  const names = entries.map(({ name }) => name).sort();
  const source = FOLDER_SOURCES.find(([fits]) => fits(names))?.[1];
  if (source) return source;
  if (names.includes('data') && arePartNames(await readdir(join(path, 'data')).catch(() => []))) {
    return 'tables';
  }
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  if (folders.length > 0) return 'images';
  const inside = names.length > 0 ? `it holds ${listNames(names, printable)}` : 'it is empty';
  throw new DatasetError(
    'missing',
    `${shown} holds nothing that is read as a dataset; ${inside}. A dataset is a folder of images by class, ` +
      'train.csv or train.parquet, NPY or IDX files, or one file: name it',
  );
}
