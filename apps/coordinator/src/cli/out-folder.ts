import { ChorusError } from '@chorus/proto';
import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Refuses a folder that cannot be written, before anything is started. It tries, since to root every
 * folder's mode allows it, also in /proc and on a read-only disk; nothing is left of the trial.
 *
 * @param flag who named it, for the message
 * @throws ChorusError `invalid`
 */
export function checkOutFolder(flag: string, folder: string): void {
  const nearest = nearestExisting(resolve(folder));
  const problem = problemOf(nearest);
  if (!problem) return;
  throw new ChorusError('invalid', `${flag} ${folder}: ${problem}; choose another folder`);
}

function problemOf(path: string): string | undefined {
  if (!statSync(path).isDirectory()) return `${path} is a file, not a folder`;
  try {
    rmdirSync(mkdtempSync(join(path, '.chorus-')));
    return undefined;
  } catch {
    return `${path} cannot be written`;
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
