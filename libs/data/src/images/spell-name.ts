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

/** A name as part of a message's one line: control characters are spelled (`\u000a`). */
export function spellName(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
