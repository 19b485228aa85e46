import { watch, type FSWatcher } from 'node:fs';

/** How often it is looked where the system does not tell: on network file systems, or when it watches as much as it can. */
const LOOK_INTERVAL_MS = 1_000;

/**
 * Looks into a folder when something in it has changed: at once where the system tells of it, and every second however that is. A folder that
 * is taken away, and one that comes back, is looked at as any other. It keeps no process alive.
 *
 * @param look must not throw
 * @returns what ends it
 */
export function watchFolder(
  path: string,
  look: () => void,
  everyMs = LOOK_INTERVAL_MS,
): { close(): void } {
  const watcher = watchIfPossible(path, look);
  const looking = setInterval(look, everyMs);
  looking.unref();
  return {
    close() {
      watcher?.close();
      clearInterval(looking);
    },
  };
}

function watchIfPossible(path: string, look: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, look);
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}
