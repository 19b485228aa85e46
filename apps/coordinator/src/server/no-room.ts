import { SQLITE, sqliteCode } from '../journal/sqlite-error.ts';

/** There is too little room on disk for what is to be written, though the disk is not full: some stays free. */
export class NoRoomError extends Error {
  readonly code = 'ENOSPC';
  /** Whether an empty disk would have no room for it either. */
  readonly isForEver: boolean;

  constructor(message: string, isForEver: boolean) {
    super(message);
    this.name = 'NoRoomError';
    this.isForEver = isForEver;
  }
}

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
