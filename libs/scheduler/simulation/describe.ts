/** Events, commands and the scheduler's state as lines for people. */
import type { AttemptRef } from '../src/attempt.ts';
import type { Command, Report, RunOutcome, SchedulerEvent, WorkerRef } from '../src/events.ts';
import type { CheckpointRef, Member } from '../src/member.ts';
import { setAsideFor } from '../src/set-aside.ts';
import type { SchedulerState } from '../src/state.ts';
import type { Worker } from '../src/worker.ts';

/** An attempt as `run/member#attempt`. */
export function describeRef({ runId, member, attempt }: AttemptRef): string {
  return `${runId}/${member}#${attempt}`;
}

export function describeCommand(command: Command): string {
  switch (command.type) {
    case 'accepted':
      return 'accepted';
    case 'assign': {
      const { resume } = command;
      const from = resume ? `${placeOf(resume)} (${resume.sha256})` : 'from the start';
      const again = command.again ? ', again' : '';
      return `${command.workerId}: train ${describeRef(command.ref)} ${from}${again}`;
    }
    case 'stop':
      return `${command.workerId}: stop ${describeRef(command.ref)}: ${command.reason}`;
    case 'acknowledge': {
      const { workerId, ref, sequence } = command;
      return `${workerId}: ${describeRef(ref)} is known up to report ${sequence}`;
    }
    case 'drain':
      return `${command.workerId}: drain`;
    case 'disconnect': {
      const end = command.refused ? 'refuse' : 'disconnect';
      return `${end} ${describeWorker(command.worker)}: ${command.reason}`;
    }
    case 'result-accepted':
      return `${describeRef(command.ref)} is done`;
    case 'attempt-ended': {
      const { ref, kind, reason, retryAfterMs } = command;
      const next = retryAfterMs === undefined ? 'no retry' : `retry after ${retryAfterMs} ms`;
      return `${describeRef(ref)} ended (${kind}): ${reason}; ${next}`;
    }
    case 'member-cancelled':
      return `${command.runId}/${command.member} is cancelled: ${command.reason}`;
    case 'checkpoint-obsolete':
      return `${command.runId}: checkpoint ${command.sha256} is obsolete`;
    case 'notice':
      return `${command.runId}: notice: ${command.message}`;
    case 'add-member':
      return `${command.runId}: member ${command.member} is wished for: ${command.backupOf} lags`;
    case 'member-added':
      return `${command.runId}: member ${command.member} is added, a backup of ${command.backupOf}`;
    case 'validate-ensemble':
      return `${command.runId}: validate the ensemble of ${command.members.join(', ')}`;
    case 'run-stopped':
      return `${command.runId}: ends early with ${command.membersDone} members`;
    case 'sum-up':
      return `${command.runId}: sum up`;
    case 'run-ended':
      return `${command.runId}: ${describeOutcome(command.outcome)}`;
  }
}

export function describeEvent(event: SchedulerEvent): string {
  switch (event.type) {
    case 'attempt-reported': {
      const { worker, ref, sequence, report } = event;
      return `${describeWorker(worker)} reports ${describeRef(ref)} ${sequence}: ${describeReport(report)}`;
    }
    case 'worker-joined':
      return `${describeWorker(event.worker)} joins with [${event.held.map(describeRef).join(' ')}]`;
    case 'worker-disconnected':
    case 'worker-left':
    case 'worker-silent':
      return `${event.type} ${describeWorker(event.worker)}`;
    case 'worker-drained':
      return `${event.type} ${event.workerId}`;
    case 'ensemble-validated': {
      const { members, gain } = event.validation;
      return `${event.type} ${event.runId} [${members.join(' ')}] gain ${gain?.expected}`;
    }
    case 'member-added':
      return `${event.type} ${event.runId}/${event.member}`;
    case 'run-submitted':
    case 'run-cancelled':
    case 'run-failed':
    case 'run-summed':
      return `${event.type} ${event.runId}`;
    case 'coordinator-started':
    case 'time-passed':
      return event.type;
  }
}

export function describeReport(report: Report): string {
  switch (report.type) {
    case 'epoch':
    case 'checkpoint':
      return `${report.type} ${report.epoch}`;
    case 'failure':
      return `${report.type} (${report.kind})`;
    case 'started':
    case 'predicting':
    case 'result':
    case 'handed-back':
      return report.type;
  }
}

/** One line for each worker and each member. */
export function describeState(state: SchedulerState): string[] {
  const { workers, runs } = state;
  return [
    ...[...workers.values()].map((worker) => describeWorkerState(state, worker)),
    ...[...runs.values()].flatMap((run) => [
      `${run.runId} is ${run.state.phase}`,
      ...run.members.map((member) => `  ${run.runId}/${member.member} ${describeMember(member)}`),
    ]),
  ];
}

function describeWorkerState(schedulerState: SchedulerState, worker: Worker): string {
  const { workerId, incarnation, state, attempts, slots } = worker;
  const runs = setAsideFor(schedulerState, worker, schedulerState.nowMs).join(' ');
  const held = [...attempts.values()].map(describeRef).join(' ');
  const phase =
    state.phase === 'away' ? `away until ${state.untilMs} ms, then ${state.back}` : state.phase;
  return `${describeWorker({ workerId, incarnation })} is ${phase}, ${attempts.size} of ${slots} slots taken${held && `: ${held}`}${runs && `, set aside for ${runs}`}`;
}

function describeMember({ state, checkpoint, failures }: Member): string {
  const kept = checkpoint ? `, checkpoint ${placeOf(checkpoint)}` : '';
  const failed = failures > 0 ? `, ${failures} failures` : '';
  if (state.phase !== 'live') return `is ${state.phase}${kept}${failed}`;
  const { attempt } = state;
  const at = attempt.state.phase === 'training' ? ` after epoch ${attempt.state.epoch}` : '';
  return `#${attempt.number} is ${attempt.state.phase}${at} on ${attempt.workerId}${kept}${failed}`;
}

function placeOf({ epoch }: CheckpointRef): string {
  return epoch === 0 ? 'where the member ended that it continues' : `after epoch ${epoch}`;
}

function describeOutcome(outcome: RunOutcome): string {
  return outcome.status === 'succeeded' ? 'succeeded' : `${outcome.status}: ${outcome.reason}`;
}

function describeWorker({ workerId, incarnation }: WorkerRef): string {
  return `${workerId}@${incarnation}`;
}
