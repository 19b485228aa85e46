import { Allowance } from '../server/allowance.ts';
import { HttpRefusal } from './http-refusal.ts';
import { networkOf } from './network-of.ts';

/** How often somebody may try to log in. A token's secret has 256 bits: this is about work, not about guessing. */
export const LOGIN_LIMITS = {
  perAddress: { atOnce: 10, perSecond: 1 / 6 },
  inAll: { atOnce: 60, perSecond: 2 },
};

/** So many addresses are remembered before those are forgotten that have long not tried. */
const REMEMBERED = 1_000;

/** Attempts to log in, by the addresses that they come from. */
export class LoginAttempts {
  readonly #inAll: Allowance;
  readonly #byAddress = new Map<string, Allowance>();

  constructor(nowMs: number) {
    this.#inAll = new Allowance(LOGIN_LIMITS.inAll, nowMs);
  }

  /** Counts one more attempt. @throws HttpRefusal 429 when that is too many */
  take(address: string, nowMs: number): void {
    const isAllowed = this.#allowanceOf(networkOf(address), nowMs).take(nowMs);
    if (isAllowed && this.#inAll.take(nowMs)) return;
    const problem = 'too many have tried to log in: try again in a minute';
    throw new HttpRefusal(429, problem, { 'Retry-After': '60' });
  }

  #allowanceOf(network: string, nowMs: number): Allowance {
    const known = this.#byAddress.get(network);
    if (known) return known;
    if (this.#byAddress.size >= REMEMBERED) {
      for (const [former, allowance] of this.#byAddress) {
        if (allowance.isFull(nowMs)) this.#byAddress.delete(former);
      }
    }
    const allowance = new Allowance(LOGIN_LIMITS.perAddress, nowMs);
    // Where nobody can be forgotten, strangers share what all have.
    if (this.#byAddress.size < REMEMBERED) this.#byAddress.set(network, allowance);
    return allowance;
  }
}
