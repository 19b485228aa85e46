import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetFilePath, datasetFolder } from '../dataset-paths.ts';

/** What the names of notes end with. */
export const NOTE_ENDING = '.made';

/** Notes that are kept: far more than the datasets that somebody goes on working with. */
const MOST_NOTES = 256;

/**
 * Deletes notes on datasets that were made which are of no use: those whose dataset file is gone, those that cannot be
 * read, and of the rest all but those that were used last. A note's time is when it was used.
 *
 * @param home the cache folder
 * @throws Error of the file system
 */
export async function pruneNotes(home: string, most = MOST_NOTES): Promise<void> {
  const folder = datasetFolder(home);
  const kept: { readonly path: string; readonly usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    if (!name.endsWith(NOTE_ENDING)) continue;
    const path = join(folder, name);
    if (await hasDataset(home, path)) kept.push({ path, usedMs: (await stat(path)).mtimeMs });
    else await rm(path, { force: true });
  }
  kept.sort((one, other) => other.usedMs - one.usedMs);
  for (const { path } of kept.slice(most)) await rm(path, { force: true });
}

/** Whether a note says which dataset was made, and that is there. */
async function hasDataset(home: string, notePath: string): Promise<boolean> {
  try {
    const { sha256 } = JSON.parse(await readFile(notePath, 'utf8')) as { readonly sha256: string };
    return (await stat(datasetFilePath(home, sha256))).isFile();
  } catch {
    return false;
  }
}
