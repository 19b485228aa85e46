import type { RunEvent } from '@chorus/proto';

/** How long members whose trainers failed still wait before they may be tried again. */
export class Pauses {
  /** The end of each member's pause, by member, in Unix time. */
  readonly #endMs = new Map<number, number>();

  /** Takes one more event of the run. */
  apply(event: RunEvent): void {
    if (event.type !== 'lost' || !event.retried) return;
    this.#endMs.set(event.member, event.timeMs + event.retryAfterMs);
  }

  /** @returns 0 for a member that waits for nothing but a worker */
  leftMs(member: number, nowMs: number): number {
    return Math.max(0, (this.#endMs.get(member) ?? 0) - nowMs);
  }
}
