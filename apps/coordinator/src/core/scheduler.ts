/**
 * Who trains what. Pure: no clock, no I/O, no chance; time is part of the events.
 *
 * C1: a member has at most one live attempt.
 * C2: what an attempt that is not the live one of its member reports changes nothing: it is told
 *     to stop.
 * S1: a worker never holds more attempts than it has slots.
 * S2: members are given out in the order of their runs, and within a run in their own order.
 * S3: a member whose worker is lost is pending again in the same step.
 */
import { enter, liveAttempt, type Member, type MemberState } from './member-state.ts';

/** A trainer may fail this often before its member, and with it the run, has failed. */
export const MAX_TRAINER_FAILURES = 3;

/** A worker that was not heard of for this long is lost. */
export const WORKER_LOST_AFTER_MS = 15_000;

export interface AttemptRef {
  readonly runId: string;
  readonly member: number;
  readonly attempt: number;
}

interface Worker {
  readonly workerId: string;
  readonly slots: number;
  readonly attempts: Set<Member>;
  lastHeardMs: number;
}

interface Run {
  readonly runId: string;
  readonly members: readonly Member[];
}

/** Workers that are connected and runs that have not ended, both in order of arrival. */
export interface SchedulerState {
  readonly workers: Map<string, Worker>;
  readonly runs: Map<string, Run>;
}

export type SchedulerEvent =
  | { type: 'run-submitted'; runId: string; members: number }
  | { type: 'worker-joined'; workerId: string; slots: number; nowMs: number }
  | { type: 'worker-heard'; workerId: string; nowMs: number }
  | { type: 'worker-left'; workerId: string; reason: string }
  | { type: 'tick'; nowMs: number }
  | { type: 'training-started'; workerId: string; ref: AttemptRef }
  | { type: 'epoch-finished'; workerId: string; ref: AttemptRef; epoch: number }
  | { type: 'predicting-started'; workerId: string; ref: AttemptRef }
  | { type: 'attempt-succeeded'; workerId: string; ref: AttemptRef }
  | { type: 'attempt-failed'; workerId: string; ref: AttemptRef; reason: string };

export type Command =
  | { type: 'assign'; workerId: string; ref: AttemptRef }
  | { type: 'stop'; workerId: string; ref: AttemptRef; reason: string }
  /** The attempt ended without a result; `retried` is false when the run fails with it. */
  | { type: 'attempt-lost'; ref: AttemptRef; reason: string; retried: boolean }
  | { type: 'disconnect'; workerId: string; reason: string }
  | { type: 'all-members-done'; runId: string }
  | { type: 'run-failed'; runId: string; reason: string };

export function newScheduler(): SchedulerState {
  return { workers: new Map(), runs: new Map() };
}

/** Applies one event to the state, in place, and returns what is to be done about it, in order. */
export function step(state: SchedulerState, event: SchedulerEvent): Command[] {
  const commands: Command[] = [];
  apply(state, event, commands);
  assignPending(state, commands);
  return commands;
}

/** C2: whether this is the live attempt of its member, and this worker holds it. */
export function isLive(state: SchedulerState, workerId: string, ref: AttemptRef): boolean {
  return findLive(state, workerId, ref) !== undefined;
}

function apply(state: SchedulerState, event: SchedulerEvent, commands: Command[]): void {
  switch (event.type) {
    case 'run-submitted':
      state.runs.set(event.runId, newRun(event.runId, event.members));
      return;
    case 'worker-joined':
      loseWorker(state, event.workerId, 'its worker started anew', commands);
      state.workers.set(event.workerId, {
        workerId: event.workerId,
        slots: event.slots,
        attempts: new Set(),
        lastHeardMs: event.nowMs,
      });
      return;
    case 'worker-heard': {
      const worker = state.workers.get(event.workerId);
      if (worker) worker.lastHeardMs = event.nowMs;
      return;
    }
    case 'worker-left':
      loseWorker(state, event.workerId, event.reason, commands);
      return;
    case 'tick':
      loseSilentWorkers(state, event.nowMs, commands);
      return;
    default:
      applyReport(state, event, commands);
  }
}

type Report = Extract<SchedulerEvent, { ref: AttemptRef }>;

function applyReport(state: SchedulerState, event: Report, commands: Command[]): void {
  const { workerId, ref } = event;
  const live = findLive(state, workerId, ref);
  if (!live) {
    commands.push({ type: 'stop', workerId, ref, reason: 'a newer attempt has taken its place' });
    return;
  }
  const { run, member } = live;
  const { attempt } = ref;
  switch (event.type) {
    case 'training-started':
      enter(member, { phase: 'training', attempt, workerId, epoch: 0 });
      return;
    case 'epoch-finished':
      enter(member, { phase: 'training', attempt, workerId, epoch: event.epoch });
      return;
    case 'predicting-started':
      enter(member, { phase: 'predicting', attempt, workerId });
      return;
    case 'attempt-succeeded':
      endAttempt(state, member, { phase: 'done', attempt });
      if (run.members.every(({ state }) => state.phase === 'done')) {
        state.runs.delete(run.runId);
        commands.push({ type: 'all-members-done', runId: run.runId });
      }
      return;
    case 'attempt-failed':
      failAttempt(state, run, member, event.reason, commands);
  }
}

function newRun(runId: string, count: number): Run {
  const members = Array.from({ length: count }, (_, index): Member => {
    return { member: index + 1, state: { phase: 'pending' }, attempts: 0, failures: 0 };
  });
  return { runId, members };
}

function findLive(state: SchedulerState, workerId: string, ref: AttemptRef) {
  const run = state.runs.get(ref.runId);
  const member = run?.members[ref.member - 1];
  if (!run || !member) return undefined;
  const live = liveAttempt(member.state);
  if (live?.attempt !== ref.attempt || live.workerId !== workerId) return undefined;
  return { run, member };
}

function loseSilentWorkers(state: SchedulerState, nowMs: number, commands: Command[]): void {
  for (const { workerId, lastHeardMs } of [...state.workers.values()]) {
    if (nowMs - lastHeardMs < WORKER_LOST_AFTER_MS) continue;
    const reason = `not heard of for ${WORKER_LOST_AFTER_MS / 1000} s`;
    commands.push({ type: 'disconnect', workerId, reason });
    loseWorker(state, workerId, `its worker was ${reason}`, commands);
  }
}

function loseWorker(
  state: SchedulerState,
  workerId: string,
  reason: string,
  commands: Command[],
): void {
  const worker = state.workers.get(workerId);
  if (!worker) return;
  state.workers.delete(workerId);
  for (const run of state.runs.values()) {
    for (const member of run.members) {
      if (!worker.attempts.has(member)) continue;
      const ref = { runId: run.runId, member: member.member, attempt: member.attempts };
      enter(member, { phase: 'pending' });
      commands.push({ type: 'attempt-lost', ref, reason, retried: true });
    }
  }
}

function failAttempt(
  state: SchedulerState,
  run: Run,
  member: Member,
  reason: string,
  commands: Command[],
): void {
  const ref = { runId: run.runId, member: member.member, attempt: member.attempts };
  member.failures += 1;
  const retried = member.failures < MAX_TRAINER_FAILURES;
  endAttempt(state, member, retried ? { phase: 'pending' } : { phase: 'failed', reason });
  commands.push({ type: 'attempt-lost', ref, reason, retried });
  if (retried) return;
  const why = `member ${member.member} failed ${member.failures} times: ${reason}`;
  failRun(state, run, why, commands);
}

function failRun(state: SchedulerState, run: Run, reason: string, commands: Command[]): void {
  for (const member of run.members) {
    const live = liveAttempt(member.state);
    if (!live) continue;
    const ref = { runId: run.runId, member: member.member, attempt: live.attempt };
    commands.push({ type: 'stop', workerId: live.workerId, ref, reason: 'its run has failed' });
    endAttempt(state, member, { phase: 'failed', reason: 'its run has failed' });
  }
  state.runs.delete(run.runId);
  commands.push({ type: 'run-failed', runId: run.runId, reason });
}

/** Moves the member on and frees the slot that its live attempt took. */
function endAttempt(state: SchedulerState, member: Member, next: MemberState): void {
  const live = liveAttempt(member.state);
  enter(member, next);
  if (live) state.workers.get(live.workerId)?.attempts.delete(member);
}

function assignPending(state: SchedulerState, commands: Command[]): void {
  for (const run of state.runs.values()) {
    for (const member of run.members) {
      if (member.state.phase !== 'pending') continue;
      const worker = leastLoaded(state);
      if (!worker) return;
      member.attempts += 1;
      const { workerId } = worker;
      enter(member, { phase: 'assigned', attempt: member.attempts, workerId });
      worker.attempts.add(member);
      const ref = { runId: run.runId, member: member.member, attempt: member.attempts };
      commands.push({ type: 'assign', workerId, ref });
    }
  }
}

/** The worker with a free slot that holds the fewest attempts: members spread over machines. */
function leastLoaded(state: SchedulerState): Worker | undefined {
  let best: Worker | undefined;
  for (const worker of state.workers.values()) {
    if (worker.attempts.size >= worker.slots) continue;
    if (!best || worker.attempts.size < best.attempts.size) best = worker;
  }
  return best;
}
