import { writing } from '@chorus/run-files';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A name for a run that sorts by time and is safe as a folder's: `20261124-093000-5f3a`, in UTC. */
export function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}-${randomBytes(2).toString('hex')}`;
}

/**
 * Makes a folder for a new run, which nobody else has then: the folder is the lock.
 *
 * @param isTaken whether a run of this name is known: its folder may have been deleted
 * @param draw gives names until one is free
 * @returns the run's name
 * @throws DiskError when the folder cannot be made
 */
export function claimRunId(
  runsDir: string,
  isTaken: (runId: string) => boolean,
  draw = () => newRunId(new Date()),
): string {
  for (;;) {
    const runId = draw();
    if (!isTaken(runId) && makeFolder(join(runsDir, runId))) return runId;
  }
}

/** @returns whether it was not there before */
function makeFolder(path: string): boolean {
  try {
    writing(path, () => mkdirSync(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
