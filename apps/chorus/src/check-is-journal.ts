import { SQLITE, sqliteCode } from '@chorus/coordinator';
import { ChorusError } from '@chorus/proto';
import { DatabaseSync } from 'node:sqlite';
import { checkIsFile } from './check-is-file.ts';

/**
 * Refuses what is no journal: opened as one, an empty file or another program's database would be
 * made one.
 *
 * @throws ChorusError `invalid` when it is no journal, `refused` when a coordinator uses it
 */
export function checkIsJournal(what: string, path: string): void {
  checkIsFile(what, path);
  try {
    readFirstEvent(path);
  } catch (error) {
    if (sqliteCode(error) === 0) throw error;
    throw explain(what, path, error as Error);
  }
}

function readFirstEvent(path: string): void {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.prepare('SELECT sequence, at_ms, type, run_id, record FROM events LIMIT 1').all();
  } finally {
    database.close();
  }
}

function explain(what: string, path: string, error: Error): ChorusError {
  switch (sqliteCode(error)) {
    case SQLITE.noSuchTable:
    case SQLITE.notADatabase:
      return new ChorusError('invalid', `${what} ${path}: it is no journal of Chorus`);
    case SQLITE.busy:
      return new ChorusError(
        'refused',
        `${what} ${path}: a coordinator uses it: stop it first, nothing is lost`,
      );
    default:
      return new ChorusError('corrupt', `${what} ${path}: ${error.message}`, { cause: error });
  }
}
