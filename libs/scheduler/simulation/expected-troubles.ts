import type { AttemptRef } from '../src/attempt.ts';

/** So many members of a run, or members of so many runs. */
const TOO_MANY = 3;
/** The first time a worker is set aside it is for so long. */
const FIRST_PAUSE_MS = 60_000;

/** What has failed somewhere since something last succeeded there, and since when that is too much. */
interface Row {
  readonly failed: Set<string>;
  tooManySinceMs: number | undefined;
}

/** A second opinion on which workers are to be avoided, by worker and by the runs that avoid them. */
export class ExpectedTroubles {
  readonly #rows = new Map<string, Map<string, Row>>();

  startedAnew(workerId: string): void {
    this.#rows.set(workerId, new Map());
  }

  failed(workerId: string, { runId, member }: AttemptRef, nowMs: number): void {
    this.#note(workerId, runId, String(member), nowMs);
    this.#note(workerId, 'every run', runId, nowMs);
  }

  succeeded(workerId: string, { runId }: AttemptRef): void {
    for (const scope of [runId, 'every run']) this.#rows.get(workerId)?.delete(scope);
  }

  /** Whether the run must avoid the worker: it does so for longer when it was set aside before. */
  isAvoided(workerId: string, runId: string, nowMs: number): boolean {
    return this.#rowsOf(workerId, runId).some(
      ({ tooManySinceMs = -Infinity }) => nowMs < tooManySinceMs + FIRST_PAUSE_MS,
    );
  }

  /** Whether there is no reason to avoid it. */
  isGood(workerId: string, runId: string): boolean {
    return this.#rowsOf(workerId, runId).every(({ failed }) => failed.size < TOO_MANY);
  }

  #rowsOf(workerId: string, runId: string): Row[] {
    const rows = this.#rows.get(workerId);
    return [runId, 'every run'].flatMap((scope) => rows?.get(scope) ?? []);
  }

  #note(workerId: string, scope: string, name: string, nowMs: number): void {
    const rows = this.#rows.get(workerId)!;
    const row = rows.get(scope) ?? { failed: new Set(), tooManySinceMs: undefined };
    rows.set(scope, row);
    row.failed.add(name);
    if (row.failed.size >= TOO_MANY) row.tooManySinceMs ??= nowMs;
  }
}
