import { ChorusError } from '@chorus/proto';
import { setTimeout } from 'node:timers/promises';

/** Nobody is asked again more often, or waited for longer at once, whatever it wishes. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 60_000;

/** How the coordinator's wish to be asked again is met. */
export interface ComingAgain {
  /** Told what is waited for, once. */
  readonly note?: ((message: string) => void) | undefined;
  /** Aborted: nothing is waited for any longer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does something with a coordinator, and again, as often as that has no room for it and asks to come again.
 *
 * @throws what the action throws for another reason; the signal's reason, or an AbortError, when it is aborted
 */
export async function untilThereIsRoom<Result>(
  action: () => Promise<Result>,
  { note, signal }: ComingAgain = {},
): Promise<Result> {
  let noted = false;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const { retryAfterMs, message } = ChorusError.from(error);
      if (retryAfterMs === undefined) throw error;
      if (!noted) note?.(`waits: ${message}`);
      noted = true;
      await setTimeout(boundedPauseMs(retryAfterMs), undefined, { signal });
    }
  }
}

/** A pause in milliseconds that a coordinator wishes, kept within bounds: no timer can wait for a month. */
export function boundedPauseMs(wishedMs: number): number {
  return Math.min(Math.max(SHORTEST_PAUSE_MS, wishedMs), LONGEST_PAUSE_MS);
}
