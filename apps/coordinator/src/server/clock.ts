/** The machine's clock may be set by less than this without a word. */
const SILENT_JUMP_MS = 2_000;

/**
 * Unix time that never goes back, whatever is done to the machine's clock: that clock as it was
 * when this was made, and from then on what has really passed.
 */
export class SteadyClock {
  readonly #offsetMs: number;
  readonly #machineMs: () => number;
  #aheadMs: number;

  /**
   * @param notBeforeMs time goes on from there when the machine's clock is behind it
   * @param machineMs the machine's clock
   */
  constructor(notBeforeMs = 0, machineMs: () => number = Date.now) {
    this.#machineMs = machineMs;
    this.#offsetMs = Math.max(machineMs(), notBeforeMs) - performance.now();
    this.#aheadMs = 0;
  }

  nowMs(): number {
    return Math.round(performance.now() + this.#offsetMs);
  }

  /**
   * How far the machine's clock was set forward (back: below 0) since this was last asked, or since it
   * was made and then behind `notBeforeMs`; undefined when it was not, or only a little.
   */
  takeJumpMs(): number | undefined {
    const aheadMs = this.#machineMs() - this.nowMs();
    const jumpMs = aheadMs - this.#aheadMs;
    if (Math.abs(jumpMs) < SILENT_JUMP_MS) return undefined;
    this.#aheadMs = aheadMs;
    return jumpMs;
  }
}
