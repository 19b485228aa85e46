/**
 * Time since 1970 that never goes back, whatever is done to the machine's clock: the clock as it was
 * when this was made, and from then on what has really passed.
 */
export class SteadyClock {
  readonly #offsetMs: number;

  /** @param notBeforeMs time goes on from there when the machine's clock is behind it */
  constructor(notBeforeMs = 0) {
    this.#offsetMs = Math.max(Date.now(), notBeforeMs) - performance.now();
  }

  nowMs(): number {
    return Math.round(performance.now() + this.#offsetMs);
  }

  /** How far the machine's clock is ahead of this one; it changes only when that is set. */
  driftMs(): number {
    return Date.now() - this.nowMs();
  }
}
