/** A bundle could not be made; the message, one line, says why and what would help. */
export class BundleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BundleError';
  }
}
