import { setTimeout as delay } from 'node:timers/promises';

/**
 * What the promise resolves with.
 *
 * @param what is waited for, for the error's message
 * @param signal aborted: it is not waited for any longer
 * @throws Error when it takes longer, AbortError, or what the promise is rejected with
 */
export async function within<Result>(
  limitMs: number,
  what: string,
  promise: Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const done = new AbortController();
  const ends = { signal: AbortSignal.any([done.signal, ...(signal ? [signal] : [])]) };
  const late = delay(limitMs, undefined, ends).then(() => {
    throw new Error(`${what} took longer than ${Math.round(limitMs / 1000)} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    done.abort();
  }
}
