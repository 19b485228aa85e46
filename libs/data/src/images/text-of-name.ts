const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Whether a file's name is text: on Linux it may be any bytes. */
export function isText(name: Uint8Array): boolean {
  try {
    UTF8.decode(name);
    return true;
  } catch {
    return false;
  }
}

/** A file's name as text: bytes beyond ASCII of one that is not UTF-8 are spelled (`\xe9`). */
export function textOfName(name: Uint8Array): string {
  if (isText(name)) return UTF8.decode(name);
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`,
  ).join('');
}
