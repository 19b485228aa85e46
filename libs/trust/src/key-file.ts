import { ChorusError } from '@chorus/errors';
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  fsyncSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Its owner alone reads and writes it. */
const PRIVATE = 0o600;

/**
 * Writes a file that nobody but its owner reads, whole or not at all.
 *
 * @throws Error of the system
 */
export function writePrivateFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}.tmp`;
  rmSync(partial, { force: true });
  // 'wx': a link that somebody has put there is not followed.
  const file = openSync(partial, 'wx', PRIVATE);
  try {
    leaveToOwnerOf(dirname(path), file);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/** What the administrator writes for another user, such as a service's, that user is to read. */
function leaveToOwnerOf(folder: string, file: number): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  fchownSync(file, uid, gid);
}

/**
 * Reads a file that nobody but its owner may read.
 *
 * @throws ChorusError `refused` when others may, or it is another user's; Error of the system when it cannot be read
 */
export function readPrivateFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode, uid } = fstatSync(file);
    const open = (mode & 0o077).toString(8).padStart(3, '0');
    if (open !== '000') {
      throw new ChorusError(
        'refused',
        `${path} can be read or written by others (mode ${(mode & 0o777).toString(8)}): 'chmod 600 ${path}' mends it, if nobody has`,
      );
    }
    const own = process.getuid?.();
    if (own !== undefined && own !== 0 && uid !== own) {
      throw new ChorusError('refused', `${path} belongs to another user (${uid})`);
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
