import { clipText, type LogLine } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';
import { Allowance } from './allowance.ts';
import { attemptKey } from './attempt-key.ts';

/** How many lines an attempt may log in one go, and a second after that … */
const LINES = { atOnce: 500, perSecond: 20 };
/** … and how many in all: each is journalled, and told to everybody who watches. */
const MOST_LINES = 10_000;

/** What an attempt has logged. */
interface Logged {
  readonly ref: AttemptRef;
  readonly allowance: Allowance;
  kept: number;
  leftOut: number;
}

/**
 * How much each attempt may log. What is beyond that is counted and left out, which is said when it begins, and how many lines
 * it were when the attempt ends: a worker that logs without end costs the others nothing.
 */
export class LogAllowances {
  readonly #isLive: (ref: AttemptRef) => boolean;
  readonly #logged = new Map<string, Logged>();

  /** @param isLive whether an attempt may still log: what is known of others is forgotten */
  constructor(isLive: (ref: AttemptRef) => boolean) {
    this.#isLive = isLive;
  }

  /** The lines that are kept of one that a live attempt logs: itself, cut where it is very long; a word that lines are left out; none. */
  admit(ref: AttemptRef, line: LogLine, nowMs: number): LogLine[] {
    const logged = this.#loggedBy(ref, nowMs);
    if (logged.kept < MOST_LINES && logged.allowance.take(nowMs)) {
      logged.kept += 1;
      return [{ ...line, message: clipText(line.message) }];
    }
    logged.leftOut += 1;
    if (logged.leftOut > 1) return [];
    const most = `at most ${LINES.perSecond} a second, and ${MOST_LINES} of an attempt, are kept`;
    return [warning(`it logs too much, and lines are left out: ${most}`, nowMs)];
  }

  /** The attempt ends. @returns what is said of lines that were left out */
  end(ref: AttemptRef, nowMs: number): LogLine | undefined {
    const key = attemptKey(ref);
    const { leftOut = 0 } = this.#logged.get(key) ?? {};
    this.#logged.delete(key);
    return leftOut > 0 ? warning(`${leftOut} of its log lines were left out`, nowMs) : undefined;
  }

  #loggedBy(ref: AttemptRef, nowMs: number): Logged {
    const key = attemptKey(ref);
    const known = this.#logged.get(key);
    if (known) return known;
    for (const [former, { ref }] of this.#logged) {
      if (!this.#isLive(ref)) this.#logged.delete(former);
    }
    const logged = { ref, allowance: new Allowance(LINES, nowMs), kept: 0, leftOut: 0 };
    this.#logged.set(key, logged);
    return logged;
  }
}

function warning(message: string, timeMs: number): LogLine {
  return { timeMs, level: 'warn', message };
}
