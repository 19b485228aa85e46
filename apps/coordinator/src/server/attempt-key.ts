import type { AttemptRef } from '@chorus/scheduler';

/** What tells attempts apart in a map. */
export function attemptKey({ runId, member, attempt }: AttemptRef): string {
  return `${runId} ${member} ${attempt}`;
}
