/**
 * How late a process comes to a timer that fires at an interval. One that was busy, or stopped, for a while
 * comes to its timers before it reads what waits: what it has not heard meanwhile is nobody's silence, and
 * who comes back may wait to be let in.
 */
export class Lateness {
  readonly #intervalMs: number;
  #tickedMs: number | undefined;
  #isCatchingUp = false;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /**
   * Takes a tick of the timer.
   *
   * @returns how late it is, in milliseconds, below 0 when it is early; and whether what waits is to be read
   *   before anything is concluded from the time: after an interval or more, but never twice in a row, so
   *   that time goes on
   */
  tick(nowMs: number): { readonly lateMs: number; readonly isCatchingUp: boolean } {
    const lateMs = nowMs - (this.#tickedMs ?? nowMs) - this.#intervalMs;
    this.#tickedMs = nowMs;
    this.#isCatchingUp = lateMs >= this.#intervalMs && !this.#isCatchingUp;
    return { lateMs, isCatchingUp: this.#isCatchingUp };
  }
}
