import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SESSION_MS, SessionBook } from './session-book.ts';

const NOW_MS = 1_700_000_000_000;
const ADA = { role: 'operator', name: 'ada' } as const;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-sessions-'));
  path = join(folder, 'sessions.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a session is known by its word, for twelve hours', () => {
  const book = SessionBook.open(path);
  const { session, word } = book.begin(ADA, NOW_MS);
  expect(session).toMatchObject({ ...ADA, expiresMs: NOW_MS + SESSION_MS });
  expect(book.find(word, NOW_MS + SESSION_MS - 1)).toEqual(session);
  expect(book.find(word, NOW_MS + SESSION_MS)).toBeUndefined();
});

test('a word can stand in a cookie as it is, and so can the name of the book', () => {
  const book = SessionBook.open(path);
  expect(book.begin(ADA, NOW_MS).word).toMatch(/^[\w-]+\.[\w-]+$/);
  expect(book.name).toMatch(/^[0-9a-f]{8}$/);
});

test('SESSION-1: of a word that differs in a single character nothing is believed', () => {
  const book = SessionBook.open(path);
  const { word } = book.begin(ADA, NOW_MS);
  for (let at = 0; at < word.length; at++) {
    const other = word[at] === 'A' ? 'B' : 'A';
    expect(book.find(word.slice(0, at) + other + word.slice(at + 1), NOW_MS)).toBeUndefined();
  }
  for (const none of ['', '.', word.slice(0, -1), `${word}.`, `${word}A`, word.split('.')[0]!]) {
    expect(book.find(none, NOW_MS)).toBeUndefined();
  }
});

test("SESSION-1: another coordinator's word is good for nothing", () => {
  const other = SessionBook.open(join(folder, 'other.json'));
  const book = SessionBook.open(path);
  expect(book.find(other.begin(ADA, NOW_MS).word, NOW_MS)).toBeUndefined();
  expect(other.name).not.toBe(book.name);
});

test('sessions outlive the process, and so does their end', () => {
  const before = SessionBook.open(path);
  const lasting = before.begin(ADA, NOW_MS);
  const ended = before.begin(ADA, NOW_MS);
  before.end(ended.session, NOW_MS);
  const after = SessionBook.open(path);
  expect(after.find(lasting.word, NOW_MS)).toEqual(lasting.session);
  for (const book of [before, after]) expect(book.find(ended.word, NOW_MS)).toBeUndefined();
});

test('an end is kept no longer than the session would have lasted', () => {
  const book = SessionBook.open(path);
  const { session } = book.begin(ADA, NOW_MS);
  book.end(session, NOW_MS);
  const later = NOW_MS + SESSION_MS;
  const next = book.begin(ADA, later).session;
  book.end(next, later);
  expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).ended)).toEqual([next.id]);
});

test("the key is nobody else's to read, and a file that holds none is refused without being told", () => {
  SessionBook.open(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o640);
  expect(() => SessionBook.open(path)).toThrow('can be read or written by others');
  writeFileSync(path, '{"key":"much-too-short","ended":{}}');
  chmodSync(path, 0o600);
  expect(() => SessionBook.open(path)).toThrow(
    `${path} holds no sessions' key: delete it, and all have to log in again`,
  );
});
