/**
 * How people are told that a worker is silent.
 *
 * @param silentMs since it was last heard from, in milliseconds
 * @returns `has not been heard from for 15 s`
 */
export function describeSilence(silentMs: number): string {
  return `has not been heard from for ${Math.round(silentMs / 1000)} s`;
}
