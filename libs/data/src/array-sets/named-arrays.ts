import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mayBeArray } from './array-roles.ts';
import type { ArrayFile } from '../arrays/array-file.ts';
import { NpzFile } from '../arrays/npz.ts';
import { openArray } from '../arrays/open-array.ts';
import { printable } from '../printable.ts';
import { onDisk } from '../dataset-error.ts';

/** Arrays that lie together, by their names. */
export interface NamedArrays {
  /** The file or folder, for messages. */
  readonly source: string;
  readonly names: readonly string[];
  /** What lies there besides, and is not read. */
  readonly others: readonly string[];
  /** Opens one of them. */
  open(name: string): Promise<ArrayFile>;
  /** Gives the file back; the arrays that were opened are closed by themselves before. */
  close(): Promise<void>;
}

/**
 * The arrays of an NPZ file, or of a folder of NPY or IDX files, whose names are then those of the files.
 *
 * @throws DatasetError `missing`; `corrupt` when the file is no NPZ; `storage`
 */
export async function openNamedArrays(path: string): Promise<NamedArrays> {
  const source = printable(path);
  const stats = await onDisk('read', source, () => stat(path), `there is nothing at ${source}`);
  return stats.isDirectory() ? listFolder(path, source) : openFile(path, source);
}

async function openFile(path: string, source: string): Promise<NamedArrays> {
  const npz = await NpzFile.open(path);
  return {
    source,
    names: npz.keys,
    others: npz.others,
    open: (name) => npz.array(name),
    close: async () => npz.close(),
  };
}

async function listFolder(path: string, source: string): Promise<NamedArrays> {
  const entries = await onDisk('read', source, () => readdir(path));
  return {
    source,
    names: entries.filter(mayBeArray).sort(),
    others: entries.filter((name) => !mayBeArray(name)).sort(),
    open: (name) => openArray(join(path, name)),
    close: () => Promise.resolve(),
  };
}
