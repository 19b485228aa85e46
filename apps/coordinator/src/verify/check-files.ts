import { ChorusError } from '@chorus/proto';
import {
  alteration,
  digestOfFile,
  MANIFEST_FILE,
  PACKING_FILE,
  listedPaths,
  type ListedFile,
  type RunManifest,
} from '@chorus/run-files';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './findings.ts';

/**
 * Compares the files of a run's folder with its manifest: each that differs, is missing or was added is named.
 *
 * @param leftOut paths that a packed run was made without
 */
export function checkFiles(
  folder: string,
  { files }: RunManifest,
  leftOut: readonly string[],
  findings: Findings,
): void {
  const kept = files.filter(({ path }) => !leftOut.includes(path));
  const problems = kept.flatMap((file) => problemOf(folder, file) ?? []);
  const named = new Set([MANIFEST_FILE, PACKING_FILE, ...files.map(({ path }) => path)]);
  const added = listedPaths(folder)
    .filter((path) => !named.has(path))
    .map((path) => `${path} was added: the run did not leave it`);
  for (const problem of [...problems, ...added]) findings.altered('files', problem);
  if (problems.length + added.length > 0) return;
  const bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  findings.whole('files', `${kept.length} files, each as ${MANIFEST_FILE} has it; ${bytes} bytes`);
  if (leftOut.length === 0) return;
  findings.unknown(
    'files',
    `${leftOut.length} files were left out when it was packed: ${leftOut.join(', ')}`,
  );
}

function problemOf(folder: string, { path, bytes, sha256 }: ListedFile): string | undefined {
  const absolute = join(folder, path);
  if (!existsSync(absolute)) return `${path} is missing`;
  try {
    const found = digestOfFile(absolute);
    if (found.bytes !== bytes) {
      return alteration(path, `it has ${found.bytes} bytes, not ${bytes}`);
    }
    return found.sha256 === sha256 ? undefined : alteration(path, `its SHA-256 is not ${sha256}`);
  } catch (error) {
    throw new ChorusError('corrupt', `${path} cannot be read: ${(error as Error).message}`);
  }
}
