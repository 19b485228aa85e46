/** An invariant's id: a letter or a word, and its number, as C1 or LEDGER-2. */
const ID = /[A-Z]\d|[A-Z]{2,}-\d/.source;
/** A line of a block comment that states an invariant: the id, a colon and a space. */
const STATED_IN_CODE = new RegExp(`^ *\\* (${ID}): `, 'gm');
/** A row of a table that states one: the id alone is in the first cell. */
const STATED_IN_TABLE = new RegExp(`^\\| (${ID}) +\\| `, 'gm');
const IS_TEST = /\.test\.ts$|^libs\/scheduler\/simulation\//;

/**
 * The faults of the invariants' ids: one that two files state, and one that no test names.
 * An invariant that a table of the documentation states may be stated again in the code that keeps it.
 *
 * @param files the texts of code, tests and documentation by their paths from the repository's root
 * @returns a sentence for each fault
 */
export function invariantFaults(files: ReadonlyMap<string, string>): string[] {
  const everywhere = new Set<string>();
  const places = new Map<string, string[]>();
  let tests = '';
  for (const [path, text] of files) {
    if (path.endsWith('.md')) {
      for (const [, id] of text.matchAll(STATED_IN_TABLE)) everywhere.add(id!);
    } else if (IS_TEST.test(path)) {
      tests += `${text}\n`;
    } else {
      for (const [, id] of text.matchAll(STATED_IN_CODE)) {
        places.set(id!, [...(places.get(id!) ?? []), path]);
      }
    }
  }
  const faults: string[] = [];
  for (const [id, paths] of places) {
    if (everywhere.has(id) || paths.length === 1) continue;
    faults.push(`${id} is stated more than once: ${paths.join(', ')}`);
  }
  for (const id of new Set([...everywhere, ...places.keys()])) {
    if (!new RegExp(`\\b${id}\\b`).test(tests)) faults.push(`${id} is named by no test`);
  }
  return faults;
}
