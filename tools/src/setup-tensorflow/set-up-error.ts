/** The part of the set-up that an error belongs to. */
export type SetUpStep =
  | 'lock'
  | 'libraries'
  | 'compiler'
  | 'pip'
  | 'download'
  | 'checksum'
  | 'unpack'
  | 'compile'
  | 'trial'
  | 'installer';

/** One step failed; the message, one line, says why and what would help. */
export class SetUpError extends Error {
  readonly step: SetUpStep;

  constructor(step: SetUpStep, reason: string) {
    super(reason);
    this.name = 'SetUpError';
    this.step = step;
  }
}

/** An error of the file system, as one of a step; other errors come back as they are. */
export function fromSystemError(step: SetUpStep, folder: string, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SetUpError(step, `no space left in ${folder}: free some, or set CHORUS_HOME`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new SetUpError(step, `${folder} cannot be written: allow it, or set CHORUS_HOME`);
    default:
      return error;
  }
}
