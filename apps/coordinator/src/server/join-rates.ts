import { ChorusError } from '@chorus/proto';
import { Allowance } from './allowance.ts';

/** Of one name: a worker that starts, or whose line breaks, waits longer from time to time. */
const OF_ONE = { atOnce: 30, perSecond: 0.5 };
/** In all: thousands may come back at once when a coordinator is started again. */
const OF_ALL = { atOnce: 5_000, perSecond: 100 };

/** How often workers may say hello: each time is journalled. */
export class JoinRates {
  readonly #nowMs: () => number;
  readonly #all: Allowance;
  readonly #byName = new Map<string, Allowance>();

  /** @param nowMs a clock that does not go back, in milliseconds */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#all = new Allowance(OF_ALL, nowMs());
  }

  /** A worker of this name says hello. @throws ChorusError `unavailable` when that was too often, with when to come again */
  admit(name: string): void {
    const nowMs = this.#nowMs();
    const waitMs = this.#all.waitMs(nowMs);
    if (waitMs > 0) throw tooOften('workers join', waitMs);
    const own = this.#allowanceOf(name, nowMs);
    if (!own.take(nowMs)) throw tooOften(`worker ${name} joins`, own.waitMs(nowMs));
    this.#all.take(nowMs);
  }

  #allowanceOf(name: string, nowMs: number): Allowance {
    const known = this.#byName.get(name);
    if (known) return known;
    if (this.#byName.size >= OF_ALL.atOnce) this.#forgetIdle(nowMs);
    const made = new Allowance(OF_ONE, nowMs);
    this.#byName.set(name, made);
    return made;
  }

  /** So many names take minutes to come: those of before are full again. */
  #forgetIdle(nowMs: number): void {
    for (const [name, allowance] of this.#byName) {
      if (allowance.isFull(nowMs)) this.#byName.delete(name);
    }
  }
}

function tooOften(what: string, retryAfterMs: number): ChorusError {
  const message = `${what} too often: it is let in again in ${Math.ceil(retryAfterMs / 1000)} s`;
  return new ChorusError('unavailable', message, { retryAfterMs });
}
