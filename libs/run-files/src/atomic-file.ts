import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writing } from './disk-error.ts';

/**
 * Writes a file so that readers find, even after a power cut, either what was there before or all of
 * `bytes` (C3): into a temporary file beside it, synced, renamed, and the folder synced. Its folder
 * must be there.
 * @throws DiskError; `path` is then as it was and no temporary file is left
 */
export function writeFileAtomically(path: string, bytes: Uint8Array | string): void {
  const temporaryPath = `${path}.${randomUUID()}.tmp`;
  writing(path, () => {
    try {
      writeFileSync(temporaryPath, bytes, { flag: 'wx', flush: true });
      renameSync(temporaryPath, path);
    } catch (error) {
      rmSync(temporaryPath, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/** A rename is on disk only when its folder is. Windows neither needs it nor opens folders. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
