import { ChorusError } from '@chorus/proto';
import { Allowances } from './allowances.ts';

const HELLOS = {
  /** Of one name: a worker that starts, or whose line breaks, waits longer from time to time. */
  each: { atOnce: 30, perSecond: 0.5 },
  /** Thousands may come back at once when a coordinator is started again. */
  inAll: { atOnce: 5_000, perSecond: 100 },
};

/** How often workers may say hello: each time is journalled. */
export class JoinRates {
  readonly #allowances = new Allowances(HELLOS, performance.now());

  /** A worker of this name says hello. @throws ChorusError `unavailable` when that was too often, with when to come again */
  admit(name: string): void {
    const retryAfterMs = this.#allowances.take(name, performance.now());
    if (retryAfterMs === 0) return;
    const message = `worker ${name} joins too often, or too many do: it is let in again in ${Math.ceil(retryAfterMs / 1000)} s`;
    throw new ChorusError('unavailable', message, { retryAfterMs });
  }
}
