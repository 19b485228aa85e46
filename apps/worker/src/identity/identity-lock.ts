import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What this process holds until it ends, however it ends. */
const HELD: DatabaseSync[] = [];

/**
 * Holds a worker's identity for as long as this process lives, so that no other one on this machine is that worker too: by a lock of the system on a
 * file, which SQLite knows how to take everywhere.
 *
 * @param home the cache folder, CHORUS_HOME
 * @returns whether it is held; false: another process holds it
 * @throws Error of the system, when the folder cannot be written
 */
export function holdIdentity(home: string, name: string): boolean {
  const folder = join(home, 'trust', 'held');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, `${name}.lock`), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
  HELD.push(database);
  return true;
}

const SQLITE_BUSY = 5;
