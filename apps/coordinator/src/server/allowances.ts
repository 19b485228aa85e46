import { Allowance } from './allowance.ts';

/** How often something may be done. */
interface Rate {
  readonly atOnce: number;
  readonly perSecond: number;
}

/** So many who do something are remembered before those are forgotten who have long not done it. */
const REMEMBERED = 5_000;

/** How often something may be done by each who does it, and in all. */
export class Allowances {
  readonly #each: Rate;
  readonly #inAll: Allowance;
  readonly #byKey = new Map<string, Allowance>();

  constructor({ each, inAll }: { readonly each: Rate; readonly inAll: Rate }, nowMs: number) {
    this.#each = each;
    this.#inAll = new Allowance(inAll, nowMs);
  }

  /** Somebody does it once more, if they may. @returns after how many milliseconds they may, if they may not; 0: it is done */
  take(key: string, nowMs: number): number {
    const waitMs = this.#inAll.waitMs(nowMs);
    if (waitMs > 0) return waitMs;
    const own = this.#ownOf(key, nowMs);
    if (!own.take(nowMs)) return own.waitMs(nowMs);
    this.#inAll.take(nowMs);
    return 0;
  }

  #ownOf(key: string, nowMs: number): Allowance {
    const known = this.#byKey.get(key);
    if (known) return known;
    if (this.#byKey.size >= REMEMBERED) {
      for (const [former, allowance] of this.#byKey) {
        if (allowance.isFull(nowMs)) this.#byKey.delete(former);
      }
    }
    const own = new Allowance(this.#each, nowMs);
    // Where nobody can be forgotten, newcomers share what all have.
    if (this.#byKey.size < REMEMBERED) this.#byKey.set(key, own);
    return own;
  }
}
