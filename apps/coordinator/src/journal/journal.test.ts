import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { copyFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANYBODY } from './principal.ts';
import { MemoryJournal, type Journal } from './journal.ts';
import type { JournalRecord } from './record.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { SqliteJournal } from './sqlite-journal.ts';

let folder: string;
let path: string;
let opened: Journal[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-journal-'));
  path = join(folder, 'journal.sqlite');
  opened = [];
});
afterEach(() => {
  for (const journal of opened) journal.close();
  rmSync(folder, { recursive: true });
});

const cancelled = (runId: string): JournalRecord => ({
  atMs: 1.5,
  type: 'run-cancelled',
  by: ANYBODY,
  runId,
});

function openSqlite(at = path): SqliteJournal {
  const journal = new SqliteJournal(at);
  opened.push(journal);
  return journal;
}

describe.each([
  ['in memory', () => new MemoryJournal()],
  ['in SQLite', () => openSqlite()],
])('a journal %s', (_, create: () => Journal) => {
  test('J2: gives back what was appended, in order', () => {
    const journal = create();
    expect([...journal.records()]).toEqual([]);
    journal.append([cancelled('a'), cancelled('b')]);
    journal.append([cancelled('c')]);
    expect([...journal.records()]).toEqual([cancelled('a'), cancelled('b'), cancelled('c')]);
  });

  test('knows the newest digest and the record that it belongs to', () => {
    const journal = create();
    expect(journal.lastDigest()).toBeUndefined();
    journal.append([cancelled('a'), cancelled('b')], 'first');
    journal.append([cancelled('c')], 'second');
    journal.append([cancelled('d')]);
    expect(journal.lastDigest()).toEqual({ sequence: 3, sha256: 'second' });
  });

  test('gives back only the records that follow others', () => {
    const journal = create();
    journal.append([cancelled('a'), cancelled('b'), cancelled('c')]);
    expect([...journal.records(2)]).toEqual([cancelled('c')]);
    expect([...journal.records(3)]).toEqual([]);
  });

  test('keeps the newest snapshot and the number of the record that it comes after', () => {
    const journal = create();
    expect(journal.snapshot()).toBeUndefined();
    journal.append([cancelled('a'), cancelled('b')]);
    journal.keepSnapshot('two');
    expect(journal.snapshot()).toEqual({ sequence: 2, text: 'two' });
    journal.append([cancelled('c')]);
    journal.keepSnapshot('three');
    expect(journal.snapshot()).toEqual({ sequence: 3, text: 'three' });
    expect([...journal.records()]).toHaveLength(3);
  });

  test('does not change with the record that was given to it', () => {
    const journal = create();
    const record = { ...cancelled('a') } as { runId: string } & JournalRecord;
    journal.append([record]);
    record.runId = 'changed';
    expect([...journal.records()]).toEqual([cancelled('a')]);
  });
});

describe('a journal on disk', () => {
  test('J1: outlives its process, however that ended', () => {
    openSqlite().append([cancelled('a')]);
    // What a killed process leaves: the files as they are, the lock gone.
    const copy = join(folder, 'copy.sqlite');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    expect([...openSqlite(copy).records()]).toEqual([cancelled('a')]);
  });

  test('J3: is refused to a second coordinator, with the remedy', () => {
    openSqlite();
    expect(() => openSqlite()).toThrow(/another coordinator uses the journal .* --state/);
  });

  test('J4: torn at its end, it loses the last transaction and no other', () => {
    const journal = openSqlite();
    journal.append([cancelled('a')]);
    const wholeBytes = statSync(`${path}-wal`).size;
    journal.append([cancelled('b')]);
    const copy = join(folder, 'copy.sqlite');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    truncateSync(`${copy}-wal`, wholeBytes + 100);
    const torn = openSqlite(copy);
    expect([...torn.records()]).toEqual([cancelled('a')]);
    torn.append([cancelled('c')]);
    expect([...torn.records()]).toEqual([cancelled('a'), cancelled('c')]);
  });

  test('of the first schema is brought to this one with its events', () => {
    const old = new DatabaseSync(path);
    old.exec(`CREATE TABLE events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at_ms REAL NOT NULL,
      type TEXT NOT NULL, run_id TEXT, record TEXT NOT NULL) STRICT; PRAGMA user_version = 1`);
    old
      .prepare(`INSERT INTO events VALUES (1, 1.5, 'run-cancelled', 'a', ?)`)
      .run(JSON.stringify({ ...cancelled('a'), by: undefined }));
    old.close();
    const journal = openSqlite();
    journal.append([cancelled('b')], 'digest');
    expect([...journal.records()]).toEqual([cancelled('a'), cancelled('b')]);
    expect(journal.lastDigest()).toEqual({ sequence: 2, sha256: 'digest' });
  });

  test('whose last records are gone has no snapshot of them', () => {
    const journal = openSqlite();
    journal.append([cancelled('a'), cancelled('b')]);
    journal.keepSnapshot('two');
    journal.close();
    opened.pop();
    const database = new DatabaseSync(path);
    database.exec('DELETE FROM events WHERE sequence = 2');
    database.close();
    expect(openSqlite().snapshot()).toBeUndefined();
  });

  test('of a newer schema is refused and not touched', () => {
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    expect(() => openSqlite()).toThrow(/use the version of Chorus that wrote it/);
  });

  test('that is no database, or has a hole, is called damaged', () => {
    writeFileSync(path, 'no database at all, but long enough to be taken for one '.repeat(20));
    const before = readFileSync(path);
    expect(() => openSqlite()).toThrow(/is damaged/);
    expect(readFileSync(path)).toEqual(before);

    const other = join(folder, 'hole.sqlite');
    const journal = openSqlite(other);
    journal.append([cancelled('a'), cancelled('b'), cancelled('c')]);
    journal.close();
    opened.pop();
    const database = new DatabaseSync(other);
    database.exec('DELETE FROM events WHERE sequence = 2');
    database.close();
    expect(() => [...openSqlite(other).records()]).toThrow(/lacks event 2/);
  });
});
