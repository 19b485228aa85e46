import type { RunMember } from './run-member.ts';

/** Samples that are predicted at once: a part is whole batches of them, so that how many parts there are changes no bit. */
export const BATCH_SAMPLES = 100;

/**
 * Which of the test samples a member predicts: all, or in a run that only predicts its part of them.
 *
 * @param samples how many test samples there are
 * @returns the first one, and the one after the last
 */
export function testRows(
  samples: number,
  { part = { number: 1, of: 1 } }: Pick<RunMember, 'part'>,
): { readonly first: number; readonly end: number } {
  const batches = Math.ceil(samples / BATCH_SAMPLES);
  const endOf = (number: number) =>
    Math.min(samples, Math.floor((number * batches) / part.of) * BATCH_SAMPLES);
  return { first: endOf(part.number - 1), end: endOf(part.number) };
}
