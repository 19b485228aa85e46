/** The part of the set-up that an error belongs to. */
export type SetUpStep =
  | 'installation'
  | 'lock'
  | 'libraries'
  | 'compiler'
  | 'pip'
  | 'download'
  | 'checksum'
  | 'unpack'
  | 'compile'
  | 'trial'
  | 'installer'
  | 'internal';

/** One step failed; the message, one line, says why and what would help. */
export class SetUpError extends Error {
  readonly step: SetUpStep;

  constructor(step: SetUpStep, reason: string) {
    super(reason);
    this.name = 'SetUpError';
    this.step = step;
  }
}

/**
 * Turns "disk full" and "not allowed" into an error of a step; other errors come back as they are.
 *
 * @param folder where it was tried to write
 * @param otherwise what else would help, beside making room or giving the right to write
 */
export function fromSystemError(
  step: SetUpStep,
  folder: string,
  error: unknown,
  otherwise = ', or set CHORUS_HOME to another folder',
): unknown {
  switch ((error as NodeJS.ErrnoException)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SetUpError(step, `no space left in ${folder}: free some${otherwise}`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new SetUpError(step, `${folder} cannot be written: correct that${otherwise}`);
    default:
      return error;
  }
}
