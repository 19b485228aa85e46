import { glob, stat } from 'node:fs/promises';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { promisedFormat, recogniseFile, START_BYTES } from '../images/image-format.ts';
import { textOfName } from '../images/text-of-name.ts';
import { type FolderEntry, walkFolder } from '../images/walk-folder.ts';
import { printable } from '../printable.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { readStart } from './read-start.ts';

/** A file that is to be predicted. */
export interface FoundInput {
  readonly entry: FolderEntry;
  /** The path as the user wrote it, or below the folder that the user named. */
  readonly path: string;
}

/** Files, and what was left out beside them. */
export interface FoundInputs {
  readonly files: readonly FoundInput[];
  readonly findings: readonly Finding[];
}

const PATTERN = /[*?[\]{}]/;

/**
 * The files that inputs name: a file, a pattern such as `*.jpg`, or a folder, of which it is the pictures in it and in
 * the folders below.
 *
 * @throws DatasetError `missing` when there is nothing at a path, or a pattern or folder has no file; `storage`
 */
export async function findInputs(inputs: readonly string[]): Promise<FoundInputs> {
  const files: FoundInput[] = [];
  const findings: Finding[] = [];
  for (const input of inputs) {
    for (const path of await pathsOf(input)) {
      const shown = printable(path);
      const absent = `there is no file or folder ${shown} to predict`;
      const status = await onDisk('read', shown, () => stat(path), absent);
      if (!status.isDirectory()) files.push(fileAt(path));
      else {
        const found = await picturesIn(path);
        files.push(...found.files);
        findings.push(...found.findings);
      }
    }
  }
  return { files, findings };
}

/** What a path means: a pattern is one only where there is no file of that name. */
async function pathsOf(input: string): Promise<readonly string[]> {
  const isThere = await stat(input).then(
    () => true,
    () => false,
  );
  if (isThere || !PATTERN.test(input)) return [input];
  const matches = await Array.fromAsync(glob(input));
  if (matches.length > 0) return matches.sort();
  throw new DatasetError('missing', `no file matches ${printable(input)}`);
}

function fileAt(path: string): FoundInput {
  const bytes = Buffer.from(path);
  return { path, entry: { names: [bytes], path: bytes, shown: printable(path) } };
}

async function picturesIn(folder: string): Promise<FoundInputs> {
  const shown = printable(folder).replace(/\/+$/, '');
  const { files } = await walkFolder(Buffer.from(folder), shown);
  const pictures: FoundInput[] = [];
  let others = 0;
  for (const entry of files) {
    if (await isPicture(entry)) pictures.push({ entry, path: textOfName(entry.path) });
    else others += 1;
  }
  if (pictures.length === 0) {
    throw new DatasetError('missing', `${shown} holds no pictures; name the files to predict`);
  }
  if (others === 0) return { files: pictures, findings: [] };
  const text = `${others} ${others === 1 ? 'file' : 'files'} in ${shown} that are no pictures are left out.`;
  return { files: pictures, findings: [{ kind: 'left-out', text, count: others }] };
}

/** By its name, which a broken picture keeps, or by its first bytes. */
async function isPicture(entry: FolderEntry): Promise<boolean> {
  if (promisedFormat(textOfName(entry.names.at(-1)!)) !== undefined) return true;
  const start = await readStart(entry.path, START_BYTES).catch(() => Buffer.alloc(0));
  return recogniseFile(start).image !== undefined;
}
