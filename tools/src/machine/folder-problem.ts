import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Why a folder cannot be written or made, in words; undefined when it can. It tries, since to root
 * every folder's mode allows it, also in /proc and on a read-only disk; nothing is left of the trial.
 */
export function folderProblem(folder: string): string | undefined {
  const path = nearestExisting(resolve(folder));
  if (!statSync(path).isDirectory()) return `${path} is a file, not a folder`;
  try {
    rmdirSync(mkdtempSync(join(path, '.chorus-')));
    return undefined;
  } catch (error) {
    const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    return full ? `there is no room left in ${path}` : `${path} cannot be written`;
  }
}

/** The path itself, or the folder that it would be made in. */
export function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
