import { Allowances } from '../server/allowances.ts';
import { HttpRefusal } from './http-refusal.ts';
import { networkOf } from './network-of.ts';

/** How often somebody may try to log in. A token's secret has 256 bits: this is about work, not about guessing. */
export const LOGIN_LIMITS = {
  perAddress: { atOnce: 10, perSecond: 1 / 6 },
  inAll: { atOnce: 60, perSecond: 2 },
};

/** Attempts to log in, by the addresses that they come from. */
export class LoginAttempts {
  readonly #allowances: Allowances;

  constructor(nowMs: number) {
    const { perAddress: each, inAll } = LOGIN_LIMITS;
    this.#allowances = new Allowances({ each, inAll }, nowMs);
  }

  /** Counts one more attempt. @throws HttpRefusal 429 when that is too many */
  take(address: string, nowMs: number): void {
    if (this.#allowances.take(networkOf(address), nowMs) === 0) return;
    const problem = 'too many have tried to log in: try again in a minute';
    throw new HttpRefusal(429, problem, { 'Retry-After': '60' });
  }
}
