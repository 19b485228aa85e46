import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from './dataset-error.ts';

/** Files of a folder that are kept, at most, because their transfers were cut off and may go on. */
const MOST_LEFT = 8;
/** A transfer that was cut off so long ago does not go on. */
const LONGEST_LEFT_MS = 24 * 60 * 60_000;

/**
 * Deletes what transfers that were cut off have left in a folder: what is older than a day, and of the rest all but the newest
 * eight. What somebody writes is not touched.
 *
 * @param nowMs Unix time in milliseconds
 */
export async function removeAbandoned(folder: string, nowMs = Date.now()): Promise<void> {
  const left: { readonly path: string; readonly mtimeMs: number }[] = [];
  for (const name of await namesIn(folder)) {
    // With its writer's name in it, a file belongs to that one.
    if (!/^[^.]+\.[^.]+\.partial$/.test(name)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats) left.push({ path, mtimeMs: stats.mtimeMs });
  }
  left.sort((one, other) => other.mtimeMs - one.mtimeMs);
  for (const [place, { path, mtimeMs }] of left.entries()) {
    if (place >= MOST_LEFT || nowMs - mtimeMs > LONGEST_LEFT_MS) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (reason) {
    if (isNotFound(reason)) return [];
    throw reason;
  }
}
