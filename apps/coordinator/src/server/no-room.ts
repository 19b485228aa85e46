import { SQLITE, sqliteCode } from '../journal/sqlite-error.ts';

/** The disk is full, or has no more files to give, or the user's share of it is used up. */
const NO_ROOM = ['ENOSPC', 'EDQUOT'];

/** Whether this, or what caused it, is a lack of room on disk: later there may be some. */
export function isNoRoom(error: unknown): boolean {
  for (let reason = error; reason instanceof Error; reason = reason.cause) {
    const { code = '' } = reason as NodeJS.ErrnoException;
    if (NO_ROOM.includes(code) || sqliteCode(reason) === SQLITE.full) return true;
  }
  return false;
}
