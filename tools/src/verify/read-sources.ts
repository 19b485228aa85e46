import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const WORKSPACE_ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * Reads files of the repository, without what is installed, generated or built.
 *
 * @param pattern a glob from the repository's root
 * @returns the texts by their paths from the repository's root, with `/`
 */
export function readSources(pattern: string): ReadonlyMap<string, string> {
  // Probes are tests that a test beside this one makes and removes.
  const exclude = (name: string) => /(^|[\\/])(node_modules|generated|dist|probe-\w+)$/.test(name);
  const paths = globSync(pattern, { cwd: WORKSPACE_ROOT, exclude });
  const read = (file: string) => readFileSync(path.join(WORKSPACE_ROOT, file), 'utf8');
  return new Map(paths.map((file) => [file.split(path.sep).join('/'), read(file)]));
}
