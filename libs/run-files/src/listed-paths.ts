import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ARTIFACTS_FOLDER } from './artifact-store.ts';

/**
 * The files that a run has left, in the order of the file system.
 *
 * @param folder the run's folder
 * @returns their paths relative to it, with forward slashes
 */
export function listedPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '.').length + 1))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.startsWith(`${ARTIFACTS_FOLDER}/`));
}
