/**
 * Workers where members fail one after the other: which runs avoid them, and for how long.
 *
 * A1: a worker is set aside for a run when three members of that run failed there one after the other,
 *     none of the run having succeeded there; for every run when members of three runs failed there, none
 *     at all having succeeded. One bad run takes no worker from the others.
 * A2: to be set aside is no ban: a member for which no better worker is left, connected or expected back,
 *     goes there all the same. It succeeds or comes to its last failure, so that every run ends.
 * A3: after a pause that doubles the worker is tried again, with one member at a time, and only with such
 *     as can afford another failure.
 */
import type { FailureKind } from './failures.ts';
import type { Member } from './member.ts';
import type { Run } from './run.ts';
import type { Live, SchedulerState, Step } from './state.ts';
import { connectedPhase, type Trouble, type Worker } from './worker.ts';

/** A worker on which so many members, or members of so many runs, fail one after the other is set aside. */
export const FAILURES_BEFORE_SET_ASIDE = 3;

/** The first pause before a worker that is set aside is tried again; it doubles with every further one. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** The key in {@link Worker.troubles} of what concerns every run; no run has this name. */
const EVERY_RUN = '';

/** Takes the failure of an attempt by its trainer's fault, or by its worker's. */
export function blame(step: Step, live: Live, kind: FailureKind): void {
  const { runId, member } = live.ref;
  const failed = { runId, member, kind };
  noteTrouble(step, live, runId, failed, (other) => other.member === member);
  noteTrouble(step, live, EVERY_RUN, failed, (other) => other.runId === runId);
}

/** Clears what went wrong there, since a member of the run has succeeded. */
export function clearTroubles({ troubles }: Worker, { runId }: Run): void {
  troubles?.delete(runId);
  troubles?.delete(EVERY_RUN);
}

/** Forgets what went wrong in a run that has ended: it concerns no other one. */
export function forgetTroubles({ workers }: SchedulerState, { runId }: Run): void {
  for (const { troubles } of workers.values()) troubles?.delete(runId);
}

/** Runs that have not ended and for which the worker is set aside at this time. */
export function setAsideFor(state: SchedulerState, worker: Worker, atMs: number): string[] {
  const runs = [...state.runs.values()].filter((run) => isInPause(worker, run, atMs));
  return runs.map(({ runId }) => runId);
}

/** Whether the run avoids the worker altogether at this time (A1). */
export function isInPause(worker: Worker, run: Run, atMs: number): boolean {
  return seriousTroubles(worker, run).some(([, { untilMs }]) => atMs < untilMs);
}

/**
 * How little a worker suits a member: one that suits it less gets it only when no better one is left (A2).
 *
 * @returns 0: well; 1: it is set aside for the member's run; 2: on its kind of device the member ran out
 *   of memory or diverged
 */
export function reluctance(worker: Worker, run: Run, member: Member, atMs: number): number {
  if (member.avoids.includes(worker.deviceKind)) return 2;
  const troubles = seriousTroubles(worker, run);
  if (troubles.length === 0) return 0;
  const isTried = troubles.every(
    ([scope, { untilMs }]) => atMs >= untilMs && !holdsAny(worker, scope),
  );
  return isTried && member.failures + 1 < run.plan.maxFailures ? 0 : 1;
}

function noteTrouble(
  { state, commands }: Step,
  { run, worker }: Live,
  scope: string,
  failed: Trouble['failed'][number],
  isReplaced: (other: Trouble['failed'][number]) => boolean,
): void {
  worker.troubles ??= new Map();
  const former = worker.troubles.get(scope) ?? { failed: [], pauses: 0, untilMs: 0 };
  const others = former.failed.filter((other) => !isReplaced(other));
  const trouble = { ...former, failed: [...others, failed].slice(-FAILURES_BEFORE_SET_ASIDE) };
  worker.troubles.set(scope, trouble);
  if (!isSerious(trouble) || state.nowMs < trouble.untilMs) return;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** trouble.pauses, LONGEST_PAUSE_MS);
  trouble.pauses += 1;
  trouble.untilMs = state.nowMs + pauseMs;
  if (connectedPhase(worker) === 'draining') return;
  const message = describe(worker, scope, trouble, pauseMs / 1_000);
  commands.push({ type: 'notice', runId: run.runId, message });
}

function seriousTroubles({ troubles }: Worker, { runId }: Run): [string, Trouble][] {
  if (!troubles) return [];
  return [runId, EVERY_RUN].flatMap((scope): [string, Trouble][] => {
    const trouble = troubles.get(scope);
    return trouble && isSerious(trouble) ? [[scope, trouble]] : [];
  });
}

function isSerious({ failed }: Trouble): boolean {
  return failed.length >= FAILURES_BEFORE_SET_ASIDE;
}

function holdsAny({ attempts }: Worker, scope: string): boolean {
  return [...attempts.values()].some(({ runId }) => scope === EVERY_RUN || runId === scope);
}

function describe(
  { workerId }: Worker,
  scope: string,
  { failed }: Trouble,
  seconds: number,
): string {
  const [whom, what] = scope === EVERY_RUN ? ['', 'members'] : [' for this run', 'members of it'];
  const members = failed.map(({ runId, member, kind }) =>
    scope === EVERY_RUN ? `${runId}/${member} (${kind})` : `${member} (${kind})`,
  );
  return (
    `worker ${workerId} is set aside${whom} for ${seconds} s: ` +
    `members ${members.join(', ')} failed there one after the other; ` +
    `meanwhile it gets ${what} only if no other worker can take them`
  );
}
