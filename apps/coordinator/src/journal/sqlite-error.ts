/** SQLite's primary result codes that are told apart here: https://sqlite.org/rescode.html */
export const SQLITE = {
  noSuchTable: 1,
  busy: 5,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error of `node:sqlite`; 0 of any other. */
export function sqliteCode(error: unknown): number {
  const { errcode = 0 } = error as { errcode?: number };
  // The upper bits say more.
  return errcode & 0xff;
}
