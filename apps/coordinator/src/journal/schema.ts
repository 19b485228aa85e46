import { ChorusError } from '@chorus/proto';
import type { DatabaseSync } from 'node:sqlite';

/** From each version to the next; a journal's version is the number of those that it has seen. */
const MIGRATIONS = [
  `CREATE TABLE events (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     at_ms REAL NOT NULL,
     type TEXT NOT NULL,
     run_id TEXT,
     record TEXT NOT NULL
   ) STRICT`,
  `CREATE TABLE digests (
     sequence INTEGER PRIMARY KEY,
     sha256 TEXT NOT NULL
   ) STRICT`,
  // How a run ended holds the figures of its report, not all of it: parse-record.ts lifts what is older.
  'SELECT 1',
  // Who caused a record, members that are added and runs that are deleted are in it. What lies in
  // `snapshots` only makes a start faster: see decision 022.
  `CREATE TABLE snapshots (
     sequence INTEGER PRIMARY KEY,
     snapshot TEXT NOT NULL
   ) STRICT`,
  // A run's configuration is a document: parse-record.ts lifts what is older, snapshots are taken anew.
  'DELETE FROM snapshots',
  // A run is a list of members, of which each says which one it continues: parse-record.ts lifts what is
  // older. The scheduler's state says it, too, so that digests of before are of no use where one does.
  `DELETE FROM snapshots;
   DELETE FROM digests WHERE EXISTS (
     SELECT 1 FROM events WHERE type = 'run-submitted' AND record ->> '$.plan.snapshots'
   )`,
  // A run says whether its events are a chain, which an older version would break: see decision 032.
  'SELECT 1',
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a journal to this version's schema.
 *
 * @throws ChorusError `refused` when a newer version of Chorus wrote it
 */
export function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()!['user_version']);
  if (version > SCHEMA_VERSION) {
    throw new ChorusError(
      'refused',
      `the journal ${path} has schema version ${version}, this Chorus knows ${SCHEMA_VERSION}: ` +
        'use the version of Chorus that wrote it',
    );
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
