const FIRST_BACKOFF_MS = 250;

/** No pause is longer. */
export const LONGEST_BACKOFF_MS = 5_000;

/**
 * How long to wait before the next try, in milliseconds. It doubles with every failure, up to
 * {@link LONGEST_BACKOFF_MS}; half of it is chance, so that workers do not return as a herd.
 *
 * @param failures 0 or more, one after the other
 */
export function backoffMs(failures: number): number {
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
  return longest * (0.5 + Math.random() / 2);
}
