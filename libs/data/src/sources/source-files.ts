import { createHash, type Hash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * A digest of all that shows a change of the files at a path without reading them: of each its path, size and times of change,
 * whatever kind of file it is, and those that links lead to. It is another one when a file is added, taken away or written.
 */
export async function stateOfFiles(path: string): Promise<string> {
  const hash = createHash('sha256');
  await addEntry(hash, Buffer.from(path), new Set());
  return hash.digest('hex');
}

/** Names may be no text, so that paths are bytes. */
async function addEntry(hash: Hash, path: Buffer, above: ReadonlySet<string>): Promise<void> {
  hash.update(path).update('\0');
  const stats = await stat(path, { bigint: true }).catch((reason: NodeJS.ErrnoException) => reason);
  if (stats instanceof Error) {
    hash.update(`${stats.code}\0`);
    return;
  }
  const { size, mtimeNs, ctimeNs } = stats;
  if (!stats.isDirectory()) {
    hash.update(`${size} ${mtimeNs} ${ctimeNs}\0`);
    return;
  }
  const identity = `${stats.dev} ${stats.ino}`;
  // A link to a folder that it lies in has no end.
  if (above.has(identity)) return;
  const names = await readdir(path, { encoding: 'buffer' }).catch(() => []);
  const within = new Set(above).add(identity);
  for (const name of names.sort((one, other) => Buffer.compare(one, other))) {
    await addEntry(hash, Buffer.concat([path, Buffer.from(sep), name]), within);
  }
}
