import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError, decodeRunEvents, type RunEvent } from '@chorus/proto';
import { addAbortListener } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { dial } from './dial.ts';

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;
/** A coordinator that was gone for this long is not waited for any longer. */
const GIVE_UP_AFTER_MS = 60_000;

/** What to follow. */
export interface FollowOptions {
  /** HOST:PORT of the coordinator. */
  readonly address: string;
  /** The run's id; empty: the newest run. */
  readonly runId: string;
  /** Whether to wait for more; false: it ends with the newest event there is, and does not try again. */
  readonly follow: boolean;
  /** Ends the events when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever the connection is lost. */
  readonly onConnectionLost?: (reason: string) => void;
  /** How long a lost connection is tried again. Default: one minute. */
  readonly giveUpAfterMs?: number;
}

/**
 * The run's events, from the first one on, until it has finished. When the connection is lost it is
 * made again, and goes on with the next sequence number (C6).
 *
 * @throws ChorusError `not-found` when there is no such run, `unavailable` when nobody has answered
 *   for a minute
 */
export async function* followRun(options: FollowOptions): AsyncGenerator<RunEvent> {
  let { runId } = options;
  let nextSequence = 1;
  let lostSinceMs: number | undefined;
  for (let failures = 0; ; failures++) {
    try {
      for await (const event of watch({ ...options, runId }, nextSequence)) {
        lostSinceMs = undefined;
        failures = 0;
        runId = event.runId;
        if (event.sequence > 0) nextSequence = event.sequence + 1;
        yield event;
        if (event.type === 'finished') return;
      }
      if (!options.follow) return;
      throw new ChorusError('unavailable', 'the coordinator ended the connection');
    } catch (error) {
      if (options.signal?.aborted) return;
      const reason = ChorusError.from(error);
      if (reason.code !== 'unavailable' || !options.follow) throw reason;
      lostSinceMs ??= performance.now();
      const silentMs = performance.now() - lostSinceMs;
      if (silentMs > (options.giveUpAfterMs ?? GIVE_UP_AFTER_MS)) {
        throw givenUp(options.address, runId);
      }
      if (failures === 0) options.onConnectionLost?.(reason.message);
      const pauseMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
      await delay(pauseMs, undefined, { signal: options.signal }).catch(() => {});
    }
  }
}

function givenUp(address: string, runId: string): ChorusError {
  return new ChorusError(
    'unavailable',
    `the coordinator at ${address} does not come back; when it is started again, its runs go on: ` +
      `${COMMANDS.chorus} watch ${runId} --coordinator ${address}`,
  );
}

async function* watch(options: FollowOptions, fromSequence: number): AsyncGenerator<RunEvent> {
  const { address, runId, follow, signal } = options;
  const client = await dial(address);
  const call = client.watchRun({ runId, fromSequence, follow });
  const listening = signal && addAbortListener(signal, () => call.cancel());
  try {
    yield* decodeRunEvents(call);
  } finally {
    listening?.[Symbol.dispose]();
    // A call that is cancelled still ends with an error, which nobody waits for any more.
    call.on('error', () => {});
    call.cancel();
    client.close();
  }
}
