import { Places } from '@chorus/trust';
import { Turns } from '../server/turns.ts';
import { HttpRefusal } from './http-refusal.ts';

/** Comparisons that are computed at once: each has all predictions of its runs in memory. */
const AT_ONCE = 2;
/** Comparisons that are computed or wait: browsers ask again. */
const MOST = 16;
const LONGEST_WAIT_MS = 60_000;

/** Comparisons of runs, which anybody may ask for who sees the page: a few are computed at once, some wait, and more are refused. */
export class BoundedComparisons {
  readonly #places = new Places({ all: MOST, each: MOST });
  readonly #turns = new Turns(AT_ONCE);

  /** @throws HttpRefusal 503 when too many wait, or it has waited too long; what `compute` throws */
  async take<Result>(compute: () => Promise<Result>): Promise<Result> {
    const leave = this.#places.take(undefined);
    if (!leave) throw tooMany();
    try {
      using turn = this.#turns.take();
      const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
      await turn.begin(signal).catch(() => {
        throw tooMany();
      });
      return await compute();
    } finally {
      leave();
    }
  }
}

function tooMany(): HttpRefusal {
  const problem = 'too many comparisons of runs are computed or wait: try again in a moment';
  return new HttpRefusal(503, problem, { 'Retry-After': '5' });
}
