import type { AttemptRef } from './attempt.ts';
import { enterMember, type Member } from './member.ts';
import { liveCount, type Run } from './run.ts';
import { waitsForFormer } from './snapshots.ts';
import type { SchedulerState, Step } from './state.ts';
import { hasFreeSlot, memberKey, type Worker } from './worker.ts';

/**
 * Gives members to free slots until there are none of one or the other.
 *
 * S1: a worker never holds more attempts than it has slots.
 * S2: the run with the fewest members in training goes first, of equals the earlier one; within a
 *     run the members go in their own order.
 * S4: a member does not go to a kind of device on which it ran out of memory or diverged.
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
      const worker = isDue(run, member, atMs) ? leastLoaded(free, member) : undefined;
      if (worker) return { run, member, worker };
    }
  }
  return undefined;
}

/** Whether a pending member waits for nothing but a slot. */
function isDue(run: Run, member: Member, nowMs: number): boolean {
  const { state } = member;
  return state.phase === 'pending' && state.notBeforeMs <= nowMs && !waitsForFormer(run, member);
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

/** Members spread over the machines. */
function leastLoaded(free: readonly Worker[], { avoids }: Member): Worker | undefined {
  let best: Worker | undefined;
  for (const worker of free) {
    if (avoids.includes(worker.deviceKind)) continue;
    if (!best || worker.attempts.size < best.attempts.size) best = worker;
  }
  return best;
}
