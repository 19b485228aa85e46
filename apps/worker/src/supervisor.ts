import { createWorkerClient } from '@chorus/proto';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from './log.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import { runSession } from './session.ts';

/** A coordinator that has not answered for this long is given up. */
export const GIVE_UP_AFTER_MS = 60_000;

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;

/** How a worker's life ended: `stopped` when it was asked to, else why it cannot go on. */
export type WorkerOutcome =
  { readonly type: 'stopped' } | { readonly type: 'fatal'; readonly reason: string };

/**
 * Joins the coordinator again and again, with growing pauses, until the signal ends it, the
 * coordinator rejects it, or nobody has answered for `giveUpAfterMs`.
 */
export async function superviseWorker(
  options: ResolvedWorkerOptions,
  signal: AbortSignal,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
): Promise<WorkerOutcome> {
  let silentSinceMs = performance.now();
  for (let failures = 0; ; failures++) {
    const client = createWorkerClient(options.coordinator);
    const outcome = await runSession(client, options, signal);
    client.close();
    if (outcome.type === 'stopped') return outcome;
    if (outcome.type === 'rejected') return { type: 'fatal', reason: outcome.reason };
    if (outcome.welcomed) {
      failures = 0;
      silentSinceMs = performance.now();
    }
    const silentMs = performance.now() - silentSinceMs;
    const problem = outcome.welcomed
      ? `the connection to ${options.coordinator} ended (${outcome.reason})`
      : `no coordinator answers at ${options.coordinator} (${outcome.reason})`;
    if (silentMs >= giveUpAfterMs) {
      const remedy = `start one with 'chorus serve', or give its address with --coordinator`;
      return { type: 'fatal', reason: `${problem}: ${remedy}` };
    }
    if (failures === 0) log('warn', `${problem}; trying for ${giveUpAfterMs / 1000} s`);
    await delay(backoffMs(failures), undefined, { signal }).catch(() => {});
    if (signal.aborted) return { type: 'stopped' };
  }
}

/** Doubles with every failure, up to a limit; half of it is chance, so that workers do not return as a herd. */
function backoffMs(failures: number): number {
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
  return longest * (0.5 + Math.random() / 2);
}
