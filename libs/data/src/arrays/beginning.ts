/**
 * How a file begins, in words: as text where it is some.
 *
 * @param start the first bytes, at most 16
 */
export function beginning(start: Buffer): string {
  if (start.length === 0) return 'it is empty';
  const isText = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  return `it begins with ${isText ? JSON.stringify(start.toString('latin1')) : start.toString('hex')}`;
}
