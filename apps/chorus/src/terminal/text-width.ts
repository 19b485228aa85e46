/** Texts by the columns of a terminal that they take: letters of East Asia and emoji take two, accents of their own none. */
import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter();

/** The columns that a text takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text with blanks to this many columns, in front of it where it stands at the right. */
export function padTo(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text, cut to this many columns at most. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 1; // That of the ellipsis.
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept}…`;
}
