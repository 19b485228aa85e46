import { ChorusError } from '@chorus/proto';

/** How much may wait or train at once: each member costs some 4 KB of memory, and a file of its own on disk. */
export const WAITING_LIMITS = { runs: 1_000, members: 50_000 };

/** Runs end in minutes or hours. */
const RETRY_MS = 60_000;

/** A run as far as it counts. */
interface Waiting {
  readonly hasEnded: boolean;
  readonly members: { readonly length: number };
}

/**
 * Makes sure that there is room for a run beside those that have not ended, whoever submits them without end.
 *
 * @param members how many the run has
 * @throws ChorusError `unavailable`, since later there will be room
 */
export function requireRoom(
  runs: readonly Waiting[],
  members: number,
  most: typeof WAITING_LIMITS = WAITING_LIMITS,
): void {
  const waiting = runs.filter(({ hasEnded }) => !hasEnded);
  const others = waiting.reduce((sum, run) => sum + run.members.length, 0);
  const remedy = "submit it again when some have ended; 'chorus cancel' ends one";
  if (waiting.length >= most.runs) {
    const problem = `${waiting.length} runs wait or train here, and more are not taken`;
    throw new ChorusError('unavailable', `${problem}: ${remedy}`, { retryAfterMs: RETRY_MS });
  }
  // A run that no limit holds alone is refused by its configuration.
  if (others > 0 && others + members > most.members) {
    const problem = `${others} members of ${waiting.length} runs wait or train here, and ${members} more are too many`;
    throw new ChorusError('unavailable', `${problem}: ${remedy}`, { retryAfterMs: RETRY_MS });
  }
}
