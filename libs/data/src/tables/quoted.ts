import { enumerate } from '../list-names.ts';
import { printable } from '../printable.ts';

/** Texts that are listed in a message before the rest is counted. */
const LISTED = 20;
/** Characters of a text that a message shows. */
const SHOWN = 60;

/** A text out of a file as part of a message's one line: in quotes, control characters spelled, a long one cut. */
export function quoted(text: string): string {
  return printable(JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text));
}

/** Texts as a message lists them: `"a", "b" and 3 more`. */
export function quotedList(texts: readonly string[], listed = LISTED): string {
  return enumerate(texts, quoted, listed);
}
