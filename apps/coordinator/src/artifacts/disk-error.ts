/** What the file system refused, with the file that it was about: Node's own error of a write names none. */
export class DiskError extends Error {
  /** As the system calls it: `ENOSPC`. */
  readonly code: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`${path} cannot be written: ${cause.message}`, { cause });
    this.name = 'DiskError';
    this.code = cause.code ?? '';
  }
}

/** Does something with a file. @throws DiskError for whatever the file system throws */
export function writing<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw isRefusal(error) ? new DiskError(path, error) : error;
  }
}

/** Whether the file system said so, and no defect of a program. */
function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && !(error instanceof DiskError) && 'syscall' in error;
}

/** Whether there is no room, or no more of it for this user: that passes, and nothing was wrong. */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
