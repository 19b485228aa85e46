import { ChorusError, required, type AttemptRef } from '@chorus/proto';

/** As the coordinator makes them, and short enough to be repeated in every report. */
const RUN_ID = /^[\w.-]{1,64}$/;

/**
 * The attempt that a message is about.
 *
 * @param field where it stands in the message
 * @throws ChorusError `invalid` when it is missing, or none that a coordinator makes
 */
export function requireAttempt(ref: AttemptRef | null | undefined, field: string): AttemptRef {
  const { runId, member, attempt } = required(ref, field);
  if (!RUN_ID.test(runId)) {
    const problem = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ -';
    throw new ChorusError('invalid', `${field}.run_id ${problem}, and has ${runId.length}`);
  }
  if (member < 1 || attempt < 1) {
    throw new ChorusError('invalid', `${field} must count member and attempt from 1`);
  }
  return { runId, member, attempt };
}
