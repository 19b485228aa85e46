import type { AttemptRef } from './attempt.ts';
import { endAttempt } from './end-attempt.ts';
import type { SchedulerEvent, WorkerRef } from './events.ts';
import { findLive, type SchedulerState, type Step } from './state.ts';
import { connectedPhase, enterWorker, memberKey, type Worker } from './worker.ts';

type Joined = Extract<SchedulerEvent, { type: 'worker-joined' }>;

/** Takes a worker's connection: of a new one, one that is back, or one that was started anew. */
export function joinWorker(step: Step, event: Joined): void {
  const { workerId, incarnation } = event.worker;
  const former = step.state.workers.get(workerId);
  if (former && former.incarnation > incarnation) {
    const reason = `a worker named ${workerId} that was started later is here: choose another --name`;
    step.commands.push({ type: 'disconnect', worker: event.worker, reason, refused: true });
    return;
  }
  if (former?.incarnation === incarnation) {
    if (former.state.phase === 'away') enterWorker(former, { phase: former.state.back });
    if (connectedPhase(former) === 'draining') step.commands.push({ type: 'drain', workerId });
  } else {
    if (former) loseWorker(step, former, `worker ${workerId} was started anew`);
    step.state.workers.set(workerId, newWorker(event));
  }
  step.commands.push({ type: 'accepted' });
  reconcile(step, step.state.workers.get(workerId)!, event.held);
  step.assignable = true;
}

/** Takes the end of a worker's connection: it may be back soon, and keeps until then what it has. */
export function disconnectWorker(step: Step, ref: WorkerRef): void {
  const worker = findWorker(step.state, ref);
  if (worker && worker.state.phase !== 'away') awaitWorker(step, worker);
}

/** Takes the end of every connection: the journal was read, and each worker has all the time to come back. */
export function disconnectAll(step: Step): void {
  for (const worker of step.state.workers.values()) awaitWorker(step, worker);
}

function awaitWorker({ state }: Step, worker: Worker): void {
  const back = connectedPhase(worker);
  if (back === 'lost') return;
  enterWorker(worker, { phase: 'away', untilMs: state.nowMs + state.lostAfterMs, back });
}

/** Forgets a worker. C7: what it had is pending again in the same step. */
export function loseWorker(step: Step, worker: Worker, reason: string): void {
  enterWorker(worker, { phase: 'lost' });
  step.state.workers.delete(worker.workerId);
  for (const ref of [...worker.attempts.values()]) {
    const live = findAttempt(step.state, worker, ref);
    endAttempt(step, live, 'worker-lost', reason);
  }
}

export function loseOverdueWorkers(step: Step): void {
  for (const worker of [...step.state.workers.values()]) {
    if (worker.state.phase !== 'away' || worker.state.untilMs > step.state.nowMs) continue;
    const reason = `worker ${worker.workerId} lost its connection and was not back in ${step.state.lostAfterMs / 1000} s`;
    loseWorker(step, worker, reason);
  }
}

/** Gives the worker no more members; what it has it hands back. */
export function drainWorker(step: Step, workerId: string): void {
  const worker = step.state.workers.get(workerId);
  if (!worker || connectedPhase(worker) === 'draining') return;
  const { state } = worker;
  if (state.phase === 'away') enterWorker(worker, { ...state, back: 'draining' });
  else enterWorker(worker, { phase: 'draining' });
  step.commands.push({ type: 'accepted' }, { type: 'drain', workerId });
}

/** The worker, if this process of it is the newest. */
export function findWorker(state: SchedulerState, ref: WorkerRef): Worker | undefined {
  const worker = state.workers.get(ref.workerId);
  return worker?.incarnation === ref.incarnation ? worker : undefined;
}

function newWorker({ worker, slots, deviceKind }: Joined): Worker {
  const state = { phase: 'ready' } as const;
  return { ...worker, slots, deviceKind, state, attempts: new Map(), failedInRow: [] };
}

/** Makes what the worker holds and what it should hold the same. */
function reconcile(step: Step, worker: Worker, held: readonly AttemptRef[]): void {
  const { workerId } = worker;
  const known = new Set<string>();
  for (const ref of held) {
    const live = findLive(step.state, workerId, ref);
    if (live) {
      known.add(memberKey(ref));
      const { reported: sequence } = live.attempt;
      step.commands.push({ type: 'acknowledge', workerId, ref, sequence });
    } else {
      step.commands.push({ type: 'stop', workerId, ref, reason: 'this attempt is over' });
    }
  }
  for (const [key, ref] of worker.attempts) {
    if (known.has(key)) continue;
    const live = findAttempt(step.state, worker, ref);
    // A draining worker would only hand back what never reached it.
    if (live.attempt.reported === 0 && connectedPhase(worker) !== 'draining') {
      const resume = live.member.checkpoint;
      step.commands.push({ type: 'assign', workerId, ref, resume, again: true });
    } else {
      const reason = `worker ${workerId} no longer knows of it`;
      endAttempt(step, live, 'worker-lost', reason);
    }
  }
}

function findAttempt({ runs }: SchedulerState, worker: Worker, ref: AttemptRef) {
  const run = runs.get(ref.runId)!;
  const member = run.members[ref.member - 1]!;
  if (member.state.phase !== 'live') throw new RangeError(`${memberKey(ref)} is not live`);
  return { run, member, attempt: member.state.attempt, worker, ref };
}
