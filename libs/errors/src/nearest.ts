import { closest, distance } from 'fastest-levenshtein';

/** More edits than this make another word, not a slip of the finger. */
const MOST_EDITS = 3;

/** The known word that a misspelt one was probably meant to be; undefined if none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const guess = closest(word.toLowerCase(), known);
  const edits = distance(word.toLowerCase(), guess.toLowerCase());
  return edits <= Math.min(MOST_EDITS, Math.floor(word.length / 2)) ? guess : undefined;
}
