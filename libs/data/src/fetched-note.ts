export const FETCHED_SUFFIX = '.fetched';

/** The note beside a file that says that it was fetched. Whoever writes the file otherwise deletes the note. */
export function fetchedNote(path: string): string {
  return path + FETCHED_SUFFIX;
}
