/**
 * What can go wrong with a dataset.
 *
 * - `missing`: it is not where the user said.
 * - `corrupt`: it is there, and its bytes are not the dataset's.
 * - `unavailable`: it is not on this machine and could not be downloaded; trying again may help.
 * - `storage`: the disk refused to read or write.
 * - `cancelled`: the caller's signal was aborted.
 */
export type DatasetErrorCode = 'missing' | 'corrupt' | 'unavailable' | 'storage' | 'cancelled';

/** The one error of this library: its message is one line for a person, saying what to do. */
export class DatasetError extends Error {
  readonly code: DatasetErrorCode;

  constructor(code: DatasetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatasetError';
    this.code = code;
  }
}

/**
 * Runs an action on a file or folder; an error of the operating system becomes `storage`.
 *
 * @param missing the message of a `missing` error, where there being nothing at the path is one
 */
export async function onDisk<Result>(
  what: string,
  path: string,
  action: () => Promise<Result>,
  missing?: string,
): Promise<Result> {
  try {
    return await action();
  } catch (reason) {
    if (missing !== undefined && isNotFound(reason)) throw new DatasetError('missing', missing);
    if (!isSystemError(reason)) throw reason;
    throw new DatasetError('storage', `cannot ${what} ${path}: ${explain(reason)}`, {
      cause: reason,
    });
  }
}

/** True when there was nothing at the path. */
export function isNotFound(reason: unknown): boolean {
  return isSystemError(reason) && (reason.code === 'ENOENT' || reason.code === 'ENOTDIR');
}

const REMEDIES: Record<string, string> = {
  EACCES: 'permission denied; check who owns it',
  EPERM: 'not permitted; check who owns it',
  EROFS: 'the file system is read-only; point CHORUS_HOME at a folder that can be written',
  ENOSPC: 'the disk is full; free some space or point CHORUS_HOME at another disk',
  EDQUOT: 'the disk quota is used up; free some space or point CHORUS_HOME at another disk',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'no such file or folder',
};

function explain(error: NodeJS.ErrnoException): string {
  return REMEDIES[error.code!] ?? error.message;
}

function isSystemError(reason: unknown): reason is NodeJS.ErrnoException {
  return reason instanceof Error && 'syscall' in reason && 'code' in reason;
}
