import type { AttemptRef } from './attempt.ts';
import { waitsForAnother } from './continuation.ts';
import { enterMember, type Member } from './member.ts';
import { liveCount, type Run } from './run.ts';
import { reluctance } from './set-aside.ts';
import type { SchedulerState, Step } from './state.ts';
import { connectedPhase, hasFreeSlot, memberKey, type Worker } from './worker.ts';

/**
 * Gives members to free slots until there are none of one or the other.
 *
 * S1: a worker never holds more attempts than it has slots.
 * S2: the run with the fewest members in training goes first, of equals the earlier one; within a
 *   run the members go in their own order.
 * S3: a member goes to a worker that suits it less (a kind of device on which it ran out of memory
 *   or diverged, a worker that is set aside) only when no better one is left.
 */
export function assignPending(step: Step): void {
  for (let pair = nextPair(step.state); pair; pair = nextPair(step.state)) {
    const ref = begin(pair, step.state.nowMs);
    const resume = pair.member.checkpoint;
    const { workerId } = pair.worker;
    step.commands.push({ type: 'assign', workerId, ref, resume, again: false });
  }
}

/** Whether at this time there are a member and a slot for it. */
export function isAssignmentDue(state: SchedulerState, atMs: number): boolean {
  return nextPair(state, atMs) !== undefined;
}

interface Pair {
  readonly run: Run;
  readonly member: Member;
  readonly worker: Worker;
}

function nextPair(state: SchedulerState, atMs = state.nowMs): Pair | undefined {
  const free = [...state.workers.values()].filter(hasFreeSlot);
  if (free.length === 0) return undefined;
  for (const run of byFewestLive(state)) {
    for (const member of run.members) {
      if (!isDue(member, atMs)) continue;
      const worker = leastLoaded(suitable(state, free, run, member, atMs));
      if (worker) return { run, member, worker };
    }
  }
  return undefined;
}

/** Whether a pending member waits for nothing but a slot. */
function isDue(member: Member, nowMs: number): boolean {
  const { state } = member;
  return state.phase === 'pending' && state.notBeforeMs <= nowMs && !waitsForAnother(member);
}

function begin({ run, member, worker: { workerId, attempts } }: Pair, nowMs: number): AttemptRef {
  member.pace ??= { startedMs: nowMs, epoch: 0, epochMs: nowMs };
  member.attempts += 1;
  const number = member.attempts;
  const attempt = { number, workerId, reported: 0, state: { phase: 'assigned' } } as const;
  enterMember(member, { phase: 'live', attempt: { ...attempt } });
  const ref = { runId: run.runId, member: member.member, attempt: number };
  attempts.set(memberKey(ref), ref);
  return ref;
}

function byFewestLive({ runs }: SchedulerState): Run[] {
  return [...runs.values()]
    .filter(({ state }) => state.phase === 'running')
    .sort((a, b) => liveCount(a) - liveCount(b));
}

/** The workers to which a member may go (S3). */
function suitable(
  { workers, rules }: SchedulerState,
  free: readonly Worker[],
  run: Run,
  member: Member,
  atMs: number,
): Worker[] {
  const reluctanceOf = (worker: Worker) => reluctance(worker, run, member, atMs);
  const good = free.filter((worker) => reluctanceOf(worker) === 0);
  if (good.length > 0 || rules === undefined) return good;
  // A worker that is away may be back soon.
  const left = [...workers.values()].filter((worker) => connectedPhase(worker) === 'ready');
  const least = Math.min(...left.map(reluctanceOf));
  return free.filter((worker) => reluctanceOf(worker) === least);
}

/** The worker that holds the fewest attempts, so that members spread over the machines. */
function leastLoaded(workers: readonly Worker[]): Worker | undefined {
  let best: Worker | undefined;
  for (const worker of workers) {
    if (!best || worker.attempts.size < best.attempts.size) best = worker;
  }
  return best;
}
