import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SetUpContext } from './context.ts';
import { fromSystemError, SetUpError } from './set-up-error.ts';

// The holder touches the lock every 2 s; one that was killed leaves a lock that is stale after 20 s.
const STALE_AFTER_MS = 20_000;
const TOUCH_INTERVAL_MS = 2_000;
const RETRY_INTERVAL_MS = 500;

/**
 * Runs an action that no two processes may run at once for the same cache. Who comes second waits,
 * and says so.
 *
 * @throws SetUpError (`lock`) when the cache cannot be written
 */
export async function withSetUpLock<T>(
  context: SetUpContext,
  action: () => Promise<T>,
): Promise<T> {
  const release = await acquire(context);
  try {
    return await action();
  } finally {
    await release();
  }
}

async function acquire(context: SetUpContext): Promise<() => Promise<void>> {
  const lockfile = (await import('proper-lockfile')).default;
  const { cacheFolder, signal } = context;
  try {
    await mkdir(cacheFolder, { recursive: true });
    let waiting = false;
    for (;;) {
      try {
        return await lockfile.lock(cacheFolder, {
          lockfilePath: path.join(cacheFolder, 'set-up.lock'),
          stale: STALE_AFTER_MS,
          update: TOUCH_INTERVAL_MS,
        });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      }
      if (!waiting) context.log('another set-up of TensorFlow is under way: waiting for its end');
      waiting = true;
      await sleep(RETRY_INTERVAL_MS, undefined, { signal });
    }
  } catch (error) {
    signal?.throwIfAborted();
    const known = fromSystemError('lock', cacheFolder, error);
    if (known instanceof SetUpError) throw known;
    throw new SetUpError('lock', `${cacheFolder}: ${(error as Error).message}`);
  }
}
