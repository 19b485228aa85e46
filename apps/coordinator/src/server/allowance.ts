/** How often something may be done: so many times in one go, and then at a steady rate (a token bucket). */
export class Allowance {
  readonly #atOnce: number;
  readonly #perSecond: number;
  /** How often it may be done at `#atMs`. */
  #left: number;
  #atMs: number;

  constructor(
    { atOnce, perSecond }: { readonly atOnce: number; readonly perSecond: number },
    nowMs: number,
  ) {
    this.#atOnce = atOnce;
    this.#perSecond = perSecond;
    this.#left = atOnce;
    this.#atMs = nowMs;
  }

  /** Whether it may be done once more, which counts. */
  take(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** After how many milliseconds it may be done once more; 0: at once. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    return Math.ceil((Math.max(0, 1 - this.#left) / this.#perSecond) * 1000);
  }

  /** Whether nothing of it is used: whoever has it is as good as new. */
  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#left === this.#atOnce;
  }

  #refill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1000;
    this.#left = Math.min(this.#atOnce, this.#left + seconds * this.#perSecond);
    this.#atMs = nowMs;
  }
}
