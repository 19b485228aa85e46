/** A bundle could not be made; the message, one line, says why and what would help. */
export class BundleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BundleError';
  }

  /**
   * What the system said about a folder, in words; other errors come back as they are.
   *
   * @param folder where the archive was to be written
   */
  static from(error: unknown, folder: string): unknown {
    switch ((error as NodeJS.ErrnoException)?.code) {
      case 'ENOSPC':
      case 'EDQUOT':
        return new BundleError(`no space left in ${folder}: free some, or name another folder`);
      case 'ENOENT':
        return new BundleError(`${(error as Error).message}: does the folder ${folder} exist?`);
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
      case 'ENOTDIR':
        return new BundleError(`${folder} cannot be written: name another folder`);
      default:
        return error;
    }
  }
}
