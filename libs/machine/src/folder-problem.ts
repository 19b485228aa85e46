import { existsSync, lstatSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Why a folder cannot be written or made. */
export interface FolderProblem {
  /** The problem in words. */
  readonly text: string;
  /** Whether it is there and lacks only the right to write: what it holds already can be used. */
  readonly readOnly: boolean;
}

/** Why a folder cannot be written or made, in words; undefined when it can. */
export function folderProblem(folder: string): string | undefined {
  return findFolderProblem(folder)?.text;
}

/**
 * Finds out whether a folder can be written, or made where it is missing. It tries, since to root
 * every folder's mode allows it, also in /proc and on a read-only disk; nothing is left of the trial.
 */
export function findFolderProblem(folder: string): FolderProblem | undefined {
  const wanted = resolve(folder);
  const path = nearestExisting(wanted);
  const blocked = (text: string) => ({ text, readOnly: false });
  if (!statSync(path).isDirectory()) return blocked(`${path} is a file, not a folder`);
  try {
    const link = linkToNowhere(path, wanted);
    if (link !== undefined) return blocked(`${link} is a link to what is not there`);
    rmdirSync(mkdtempSync(join(path, '.chorus-')));
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOSPC', 'EDQUOT'].includes(code)) return blocked(`there is no room left in ${path}`);
    if (code === 'ENAMETOOLONG') return blocked(`a name in ${wanted} is too long`);
    // Linux answers ENOENT where no folder can ever be made, as in /proc. Node's recursive mkdir then
    // looks for a folder above that is missing, for ever.
    const readOnly = path === wanted && code !== 'ENOENT';
    return { text: `${path} cannot be written`, readOnly };
  }
}

/** The path itself, or the folder that it would be made in. */
export function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** The first part of the path below the folder, if it is a link whose target is missing. */
function linkToNowhere(folder: string, path: string): string | undefined {
  if (path === folder) return undefined;
  if (dirname(path) !== folder) return linkToNowhere(folder, dirname(path));
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? path : undefined;
}
