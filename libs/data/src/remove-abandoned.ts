import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isNotFound } from './dataset-error.ts';
import { hasEnded, ownerOf } from './file-owner.ts';
import { isLeftName } from './partial-file.ts';

/** Files of a folder that are kept, at most, because their transfers were cut off and may go on. */
const MOST_LEFT = 8;
/** A transfer that was cut off so long ago does not go on; and one that has written nothing for so long is none. */
const LONGEST_LEFT_MS = 24 * 60 * 60_000;

/**
 * Deletes what transfers that were cut off have left in a folder: what is older than a day, and of the rest all but the newest
 * eight. What somebody writes is not touched.
 *
 * @param options nowMs: Unix time in milliseconds; most: how many of the newest are kept
 */
export async function removeAbandoned(
  folder: string,
  { nowMs = Date.now(), most = MOST_LEFT }: { nowMs?: number; most?: number } = {},
): Promise<void> {
  const left: { readonly path: string; readonly mtimeMs: number }[] = [];
  for (const name of await namesIn(folder)) {
    if (!name.endsWith('.partial')) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) continue;
    const isOld = nowMs - stats.mtimeMs > LONGEST_LEFT_MS;
    // With its writer's name in it, a file belongs to that one.
    if (isOld || isLeftName(name) || wasOfTheDead(name)) {
      left.push({ path, mtimeMs: stats.mtimeMs });
    }
  }
  left.sort((one, other) => other.mtimeMs - one.mtimeMs);
  for (const [place, { path, mtimeMs }] of left.entries()) {
    if (place >= most || nowMs - mtimeMs > LONGEST_LEFT_MS) await rm(path, { force: true });
  }
}

/** Whether a partial file has the name of a writer in it who has ended, as far as can be seen from here. */
function wasOfTheDead(name: string): boolean {
  const owner = ownerOf(name.slice(0, -'.partial'.length));
  // The file's own name is before that of the host.
  const host = hostname();
  return owner !== undefined && owner.host.endsWith(`.${host}`) && hasEnded({ ...owner, host });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (reason) {
    if (isNotFound(reason)) return [];
    throw reason;
  }
}
