import { ChorusError } from '@chorus/errors';
import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a file that another process, or connection, has locked: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Who appends to a file that several processes write: one at a time. It is a lock of the kernel on a file that holds nothing (SQLite's, since
 * Node has none of its own), so that it ends with its holder, however that ends.
 */
export class AppendLock {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /**
   * @param path of the file that is locked; made if it is not there
   * @throws ChorusError `invalid` when it cannot be opened
   */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#database = new DatabaseSync(path);
    } catch (error) {
      throw this.#explain(error as Error);
    }
  }

  /**
   * Does something that nobody else does meanwhile.
   *
   * @param waitMs how long another holder is waited for; the thread stands still meanwhile
   * @returns whether it was done: not when another process holds the lock
   * @throws what the action throws; ChorusError `invalid` when the file system has no locks, or the file is another one
   */
  tryHold(action: () => void, waitMs: number): boolean {
    try {
      this.#database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      const { errcode = 0 } = error as { errcode?: number };
      if ((errcode & 0xff) === SQLITE_BUSY) return false;
      throw this.#explain(error as Error);
    }
    try {
      action();
    } finally {
      this.#database.exec('ROLLBACK');
    }
    return true;
  }

  close(): void {
    this.#database.close();
  }

  #explain(cause: Error): ChorusError {
    const { message } = cause;
    const remedy = 'it holds nothing, and may be deleted while no coordinator runs';
    return new ChorusError('invalid', `${this.#path} cannot be locked: ${message}; ${remedy}`, {
      cause,
    });
  }
}
