import { clipText, type LogLine } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';

/** How many lines an attempt may log in one go … */
const AT_ONCE = 500;
/** … how many a second after that … */
const PER_SECOND = 20;
/** … and how many in all: each is journalled, and told to everybody who watches. */
const MOST_LINES = 10_000;

/** What an attempt has logged. */
interface Allowance {
  /** Lines that it may log at `atMs`. */
  left: number;
  atMs: number;
  kept: number;
  leftOut: number;
}

/**
 * How much each attempt may log. What is beyond that is counted and left out, which is said when it begins, and how many lines
 * it were when the attempt ends: a worker that logs without end costs the others nothing.
 */
export class LogAllowances {
  readonly #isLive: (ref: AttemptRef) => boolean;
  readonly #allowances = new Map<
    string,
    { readonly ref: AttemptRef; readonly allowance: Allowance }
  >();

  /** @param isLive whether an attempt may still log: what is known of others is forgotten */
  constructor(isLive: (ref: AttemptRef) => boolean) {
    this.#isLive = isLive;
  }

  /** The lines that are kept of one that a live attempt logs: itself, cut where it is very long; a word that lines are left out; none. */
  admit(ref: AttemptRef, line: LogLine, nowMs: number): LogLine[] {
    const allowance = this.#allowanceOf(ref, nowMs);
    refill(allowance, nowMs);
    if (allowance.left >= 1 && allowance.kept < MOST_LINES) {
      allowance.left -= 1;
      allowance.kept += 1;
      return [{ ...line, message: clipText(line.message) }];
    }
    allowance.leftOut += 1;
    if (allowance.leftOut > 1) return [];
    const most = `at most ${PER_SECOND} a second, and ${MOST_LINES} of an attempt, are kept`;
    return [warning(`it logs too much, and lines are left out: ${most}`, nowMs)];
  }

  /** The attempt ends. @returns what is said of lines that were left out */
  end(ref: AttemptRef, nowMs: number): LogLine | undefined {
    const key = keyOf(ref);
    const { leftOut = 0 } = this.#allowances.get(key)?.allowance ?? {};
    this.#allowances.delete(key);
    return leftOut > 0 ? warning(`${leftOut} of its log lines were left out`, nowMs) : undefined;
  }

  #allowanceOf(ref: AttemptRef, nowMs: number): Allowance {
    const key = keyOf(ref);
    const known = this.#allowances.get(key);
    if (known) return known.allowance;
    for (const [former, { ref }] of this.#allowances) {
      if (!this.#isLive(ref)) this.#allowances.delete(former);
    }
    const allowance = { left: AT_ONCE, atMs: nowMs, kept: 0, leftOut: 0 };
    this.#allowances.set(key, { ref, allowance });
    return allowance;
  }
}

function refill(allowance: Allowance, nowMs: number): void {
  const seconds = Math.max(0, nowMs - allowance.atMs) / 1000;
  allowance.left = Math.min(AT_ONCE, allowance.left + seconds * PER_SECOND);
  allowance.atMs = nowMs;
}

function warning(message: string, timeMs: number): LogLine {
  return { timeMs, level: 'warn', message };
}

function keyOf({ runId, member, attempt }: AttemptRef): string {
  return `${runId} ${member} ${attempt}`;
}
