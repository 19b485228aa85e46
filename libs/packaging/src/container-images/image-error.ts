/** An image could not be built; the message, one line, says why and what would help. */
export class ImageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImageError';
  }
}
