/**
 * The colours that Chorus itself writes, or what may do something to a terminal: control characters (C0, DEL, C1), what ends a line,
 * and what reverses the direction of writing.
 */
const COLOUR_OR_CONTROL =
  /\x1b\[(?:1|2|22|3[1-3]|39)m|\s*[\r\n\u2028\u2029]+\s*|[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text as one line that does nothing to a terminal but show itself, whoever wrote it: names, failures and log lines come from other
 * machines. Line breaks become blanks, other control characters are shown as `\x1b` or `\u202e`; of the sequences of terminals only colours
 * remain.
 */
export function harmlessLine(text: string): string {
  return text.replace(COLOUR_OR_CONTROL, (found) => {
    if (found.length > 1 && found.startsWith('\x1b')) return found;
    if (found.trim() === '') return ' ';
    const code = found.charCodeAt(0);
    return code < 0x100 ? `\\x${hexadecimal(code, 2)}` : `\\u${hexadecimal(code, 4)}`;
  });
}

function hexadecimal(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
