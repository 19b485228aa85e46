/** What the file system refused, with the file that it was about: Node's own error of a write names none. */
export class DiskError extends Error {
  /** The system's code: `ENOSPC`. */
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
    if (error instanceof DiskError || !isRefusal(error)) throw error;
    throw new DiskError(path, error);
  }
}

/** Whether the file system said so, and it is no defect of a program. */
export function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof DiskError || (error instanceof Error && 'syscall' in error);
}
