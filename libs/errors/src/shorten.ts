const LONGEST_CHARS = 60;

/** What somebody has written, so that it fits into a line of text and does nothing to a terminal. */
export function shorten(text: string): string {
  const printable = text.replace(/\p{Cc}/gu, '�');
  return printable.length <= LONGEST_CHARS ? printable : `${printable.slice(0, LONGEST_CHARS)}…`;
}
