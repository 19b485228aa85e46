import { ChorusError } from '@chorus/proto';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Refuses a folder that cannot be written, before anything is started; makes nothing.
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
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `${path} cannot be written`;
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
