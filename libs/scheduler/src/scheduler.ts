/**
 * Who trains what. Pure: no clock, no I/O, no chance; time is part of the events, and the same
 * events give the same state and the same commands. The state is therefore the fold of the journal.
 *
 * C1: a member has at most one live attempt.
 * C2: what an attempt that is not the live one of its member reports changes nothing: it is told
 *     to stop.
 * C7: a member whose worker is lost is pending again in the same step, and continues from its
 *     newest checkpoint.
 * N1 to N4, of members that continue others, are in `continuation.ts`, V1 and V2 in `early-end.ts`,
 * A1 to A3, of workers where members fail, in `set-aside.ts`.
 */
import { assignPending, isAssignmentDue } from './assign.ts';
import { takeAddedMember } from './add-member.ts';
import { isBackupDue, wishForBackup } from './backup.ts';
import {
  disconnectAll,
  disconnectWorker,
  drainWorker,
  findWorker,
  joinWorker,
  loseOverdueWorkers,
  loseWorker,
} from './connection.ts';
import { applyValidation } from './early-end.ts';
import { endRun, forgetRun } from './end-attempt.ts';
import type { Command, SchedulerEvent } from './events.ts';
import { addBackupsByFormerRules, addsMembersByTime, adoptRules } from './former-rules.ts';
import { applyReport } from './report.ts';
import { awaitsValidation, doneMembers, enterRun, newRun, type Run } from './run.ts';
import { describeSilence } from './silence.ts';
import type { SchedulerState, Step } from './state.ts';

/**
 * Applies one event to the state, in place, and returns what is to be done about it, in order.
 *
 * @throws RangeError for an impossible transition: a defect of this folder, after which the state is
 *   of no use
 */
export function step(state: SchedulerState, event: SchedulerEvent): Command[] {
  state.nowMs = Math.max(state.nowMs, event.atMs);
  const context: Step = { state, commands: [], assignable: false };
  apply(context, event);
  if (event.type === 'time-passed') {
    if (addsMembersByTime(state)) addBackupsByFormerRules(context);
    else wishForBackup(context);
  }
  if (context.assignable) assignPending(context);
  return context.commands;
}

/** Whether a `time-passed` event at this time would change anything. */
export function isTimeDue(state: SchedulerState, atMs: number): boolean {
  for (const worker of state.workers.values()) {
    if (worker.state.phase === 'away' && worker.state.untilMs <= atMs) return true;
  }
  // Not "has become due since the last event": that event may have assigned nothing.
  return isAssignmentDue(state, atMs) || isBackupDue(state, atMs);
}

function apply(context: Step, event: SchedulerEvent): void {
  const { state, commands } = context;
  switch (event.type) {
    case 'coordinator-started':
      state.lostAfterMs = event.lostAfterMs;
      disconnectAll(context);
      adoptRules(state, event.rules);
      for (const run of state.runs.values()) commands.push(...unfinishedWork(run));
      return;
    case 'time-passed':
      loseOverdueWorkers(context);
      context.assignable = true;
      return;
    case 'run-submitted':
      if (state.runs.has(event.runId)) return;
      state.runs.set(event.runId, newRun(event.runId, event.plan, event.members));
      commands.push({ type: 'accepted' });
      context.assignable = true;
      return;
    case 'run-cancelled': {
      const run = state.runs.get(event.runId);
      if (run) endRun(context, run, 'cancelled', event.reason ?? 'it was cancelled');
      return;
    }
    case 'run-failed': {
      const run = state.runs.get(event.runId);
      if (run) endRun(context, run, 'failed', event.reason);
      return;
    }
    case 'member-added':
      takeAddedMember(context, event);
      return;
    case 'ensemble-validated':
      applyValidation(context, event);
      return;
    case 'run-summed': {
      const run = state.runs.get(event.runId);
      if (run?.state.phase !== 'summing') return;
      enterRun(run, { phase: event.outcome.status });
      forgetRun(context, run);
      commands.push({ type: 'run-ended', runId: run.runId, outcome: event.outcome });
      return;
    }
    case 'worker-joined':
      joinWorker(context, event);
      return;
    case 'worker-disconnected':
      disconnectWorker(context, event.worker);
      return;
    case 'worker-left':
    case 'worker-silent':
      loseWorkerOf(context, event);
      return;
    case 'worker-drained':
      drainWorker(context, event.workerId);
      return;
    case 'attempt-reported':
      applyReport(context, event);
  }
}

/** What the coordinator had to do for a run when it ended. */
function unfinishedWork(run: Run): Command[] {
  const { runId, state } = run;
  if (state.phase === 'summing') return [{ type: 'sum-up', runId }];
  if (!awaitsValidation(run)) return [];
  return [{ type: 'validate-ensemble', runId, members: doneMembers(run) }];
}

type Lost = Extract<SchedulerEvent, { type: 'worker-left' | 'worker-silent' }>;

function loseWorkerOf(context: Step, event: Lost): void {
  const worker = findWorker(context.state, event.worker);
  if (!worker) return;
  const { workerId } = worker;
  if (event.type === 'worker-left') {
    loseWorker(context, worker, `worker ${workerId} left`);
    return;
  }
  const reason = `worker ${workerId} ${describeSilence(event.silentMs)}`;
  context.commands.push({ type: 'disconnect', worker: event.worker, reason, refused: false });
  loseWorker(context, worker, reason);
}
