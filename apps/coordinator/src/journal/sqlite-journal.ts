import { ChorusError } from '@chorus/proto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Journal, JournalSnapshot, StateDigest } from './journal.ts';
import { parseRecord } from './parse-record.ts';
import type { JournalRecord } from './record.ts';
import { migrate } from './schema.ts';
import { isLockRefused, SQLITE, sqliteCode } from './sqlite-error.ts';

/** Pages of 4 KiB in the write-ahead log, beyond which it is moved into the database at once. */
const LARGEST_WAL_PAGES = 16_384;

/**
 * A journal in one SQLite file, with its write-ahead log beside it while it is open.
 *
 * J3: one process at a time: the file is locked until `close` or the process's end, however it ends.
 * J4: a write-ahead log that is torn at its end loses the transaction that was never acknowledged, no
 *     other (SQLite's own checksums).
 */
export class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #insertDigest: StatementSync;

  /**
   * Opens the journal, which is made if it is not there.
   *
   * @throws ChorusError `refused` when another coordinator has it open, or it was written by a newer
   *   version; `corrupt` when it is damaged or no journal; `invalid` when the file cannot be opened
   */
  constructor(path: string) {
    this.#path = path;
    this.#database = asChorusError(path, () => open(path));
    this.#insert = this.#database.prepare(
      'INSERT INTO events (at_ms, type, run_id, record) VALUES (?, ?, ?, ?)',
    );
    this.#insertDigest = this.#database.prepare(
      'INSERT INTO digests (sequence, sha256) SELECT max(sequence), ? FROM events',
    );
  }

  append(records: readonly JournalRecord[], digest?: string): void {
    this.#transact(() => {
      for (const record of records) {
        this.#insert.run(record.atMs, record.type, runIdOf(record), JSON.stringify(record));
      }
      if (digest) this.#insertDigest.run(digest);
    });
  }

  *records(after = 0): Iterable<JournalRecord> {
    const rows = this.#database.prepare(
      'SELECT sequence, record FROM events WHERE sequence > ? ORDER BY sequence',
    );
    let expected = after + 1;
    for (const { sequence, record } of rows.iterate(after) as Iterable<unknown> as Iterable<Row>) {
      if (sequence !== expected) {
        throw new ChorusError('corrupt', `the journal ${this.#path} lacks event ${expected}`);
      }
      expected += 1;
      yield parse(record, sequence, this.#path);
    }
  }

  /** Moves the write-ahead log into the database: it costs syncs that nobody then waits for. */
  tidy(): void {
    asChorusError(this.#path, () => this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
  }

  lastDigest(): StateDigest | undefined {
    const row = this.#database
      .prepare('SELECT sequence, sha256 FROM digests ORDER BY sequence DESC LIMIT 1')
      .get();
    return row && ({ ...row } as unknown as StateDigest);
  }

  keepSnapshot(text: string): void {
    this.#transact(() => {
      this.#database.exec('DELETE FROM snapshots');
      this.#database
        .prepare('INSERT INTO snapshots (sequence, snapshot) SELECT max(sequence), ? FROM events')
        .run(text);
    });
  }

  snapshot(): JournalSnapshot | undefined {
    const row = this.#database
      .prepare(
        `SELECT sequence, snapshot AS text FROM snapshots
         WHERE sequence <= (SELECT max(sequence) FROM events) ORDER BY sequence DESC LIMIT 1`,
      )
      .get();
    return row && ({ ...row } as unknown as JournalSnapshot);
  }

  close(): void {
    this.#database.close();
  }

  #transact(action: () => void): void {
    asChorusError(this.#path, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        action();
        this.#database.exec('COMMIT');
      } catch (error) {
        // After some errors SQLite has rolled back by itself.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }
}

interface Row {
  readonly sequence: number;
  readonly record: string;
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Exclusive before WAL: the lock then holds from here to the end of the process.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${LARGEST_WAL_PAGES}`);
    database.exec('BEGIN IMMEDIATE; COMMIT');
    const [problem] = database.prepare('PRAGMA quick_check(1)').all();
    if (problem?.['quick_check'] !== 'ok') {
      throw new ChorusError(
        'corrupt',
        `the journal ${path} is damaged: ${problem?.['quick_check']}`,
      );
    }
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function parse(text: string, sequence: number, path: string): JournalRecord {
  try {
    return parseRecord(text);
  } catch {
    throw new ChorusError(
      'corrupt',
      `the journal ${path} is damaged: event ${sequence} is no JSON`,
    );
  }
}

function runIdOf(record: JournalRecord): string | null {
  if ('runId' in record) return record.runId;
  return 'ref' in record ? record.ref.runId : null;
}

function asChorusError<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    // Anything that SQLite has not said is a defect.
    if (sqliteCode(error) === 0) throw error;
    throw explainSqliteError(path, error as Error);
  }
}

/** What SQLite says about a journal, in words with a remedy. */
export function explainSqliteError(path: string, cause: Error): ChorusError {
  const { message } = cause;
  if (isLockRefused(cause)) {
    return new ChorusError(
      'invalid',
      `the file system of the journal ${path} has no locks (${message}): choose another --state, on a disk of this machine`,
      { cause },
    );
  }
  switch (sqliteCode(cause)) {
    case SQLITE.busy:
      return new ChorusError(
        'refused',
        `another coordinator uses the journal ${path}: stop it, or choose another --state`,
        { cause },
      );
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return new ChorusError('corrupt', `the journal ${path} is damaged: ${message}`, { cause });
    case SQLITE.full:
      return new ChorusError('unavailable', `the disk of the journal ${path} is full`, { cause });
    case SQLITE.cantOpen:
      return new ChorusError('invalid', `the journal ${path} cannot be opened: ${message}`, {
        cause,
      });
    default:
      return new ChorusError('unavailable', `the journal ${path} failed: ${message}`, { cause });
  }
}
