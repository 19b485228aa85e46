import type { Decision } from '@chorus/audit';

/** So many decisions of a kind are written whole within {@link WINDOW_MS}; what is beyond is counted, and written once, with the count. */
export const WHOLE = 3;

const WINDOW_MS = 60 * 60 * 1000;

/** So many kinds are told apart of what is refused to callers who are not known, and of all else. The rest count as one kind. */
export const MOST_KINDS = { strangers: 100, others: 5_000 };

/** The rest: no key of {@link keyOf}. */
const REST = '';

interface Kind {
  readonly beganMs: number;
  whole: number;
  counted: number;
  last: Decision;
}

/** Decisions that come again and again: nobody fills the disk by being refused, and no worker by coming and going. */
export class Repetitions {
  readonly #groups = { strangers: new Map<string, Kind>(), others: new Map<string, Kind>() };

  /** Whether a decision is written whole; if not, it counts. */
  admit(decision: Decision): boolean {
    const { outcome, by, atMs } = decision;
    const group = outcome === 'refused' && by.role === undefined ? 'strangers' : 'others';
    const kinds = this.#groups[group];
    const own = keyOf(decision);
    const key = kinds.has(own) || kinds.size < MOST_KINDS[group] ? own : REST;
    const kind = kinds.get(key) ?? { beganMs: atMs, whole: 0, counted: 0, last: decision };
    kinds.set(key, kind);
    kind.last = decision;
    const isWhole = key !== REST && kind.whole < WHOLE;
    kind[isWhole ? 'whole' : 'counted'] += 1;
    return isWhole;
  }

  /** What was counted of the kinds whose time is over: they begin anew. */
  takeDue(nowMs: number): Decision[] {
    return this.#take(({ beganMs }) => Math.abs(nowMs - beganMs) >= WINDOW_MS);
  }

  /** All that was counted. */
  takeAll(): Decision[] {
    return this.#take(() => true);
  }

  #take(isMeant: (kind: Kind) => boolean): Decision[] {
    return Object.values(this.#groups).flatMap((kinds) =>
      [...kinds].flatMap(([key, kind]) => {
        if (!isMeant(kind)) return [];
        kinds.delete(key);
        return kind.counted > 0 ? [{ ...kind.last, repeated: kind.counted }] : [];
      }),
    );
  }
}

/** By what decisions are alike. What a peer makes up when it is refused, subject and reason, tells none apart. */
function keyOf({ action, outcome, by, from = '', subject = '' }: Decision): string {
  const host = from.slice(0, from.lastIndexOf(':'));
  return JSON.stringify([action, by.role, by.name, host, outcome === 'allowed' ? subject : null]);
}
