/** The most names that a message lists. */
const MOST_NAMES = 10;

/**
 * Names as a list, and how many more there are: `a, b, c` or `a, b and 8 more`.
 *
 * @param spell how each name that is listed is written
 */
export function listNames<Name>(
  names: readonly Name[],
  spell: (name: Name) => string = String,
  most = MOST_NAMES,
): string {
  const more = names.length - most;
  const first = names.slice(0, most).map(spell).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}

/** Names as a sentence has them: as {@link listNames}, but `a, b and c` when all are listed. */
export function enumerate<Name>(
  names: readonly Name[],
  spell: (name: Name) => string = String,
  most = MOST_NAMES,
): string {
  const last = names.at(-1);
  if (last === undefined || names.length === 1 || names.length > most) {
    return listNames(names, spell, most);
  }
  return `${listNames(names.slice(0, -1), spell, most)} and ${spell(last)}`;
}

/** "1 file", "2 files". */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
