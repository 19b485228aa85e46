/** SQLite's primary result codes that are told apart here: https://sqlite.org/rescode.html */
export const SQLITE = {
  noSuchTable: 1,
  busy: 5,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  protocol: 15,
  notADatabase: 26,
} as const;

/** The primary result code of an error of `node:sqlite`; 0 of any other. */
export function sqliteCode(error: unknown): number {
  const { errcode = 0 } = error as { errcode?: number };
  // The upper bits say more.
  return errcode & 0xff;
}

/** Upper bits of an I/O error about a lock: SQLITE_IOERR_UNLOCK, RDLOCK, CHECKRESERVEDLOCK, LOCK. */
const LOCK_DETAILS = [8, 9, 14, 15];

/** Whether the file system refuses to lock a file, as one does that has no locks. */
export function isLockRefused(error: unknown): boolean {
  const { errcode = 0 } = error as { errcode?: number };
  const code = sqliteCode(error);
  return (
    code === SQLITE.protocol || (code === SQLITE.ioError && LOCK_DETAILS.includes(errcode >> 8))
  );
}
