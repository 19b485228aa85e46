/** Why an ensemble cannot be written in a format: one line for people. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}
