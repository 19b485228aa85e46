import { ATTEMPT_TRANSITIONS, type Attempt, type AttemptRef } from './attempt.ts';
import { handOn, isNeeded, lacksLastCheckpoint } from './continuation.ts';
import { closeRunIfDecided, endAttempt, freeSlot } from './end-attempt.ts';
import type { Command, Report, SchedulerEvent } from './events.ts';
import { factsOf } from './failures.ts';
import { enterMember } from './member.ts';
import { doneMembers, planFor } from './run.ts';
import { clearTroubles } from './set-aside.ts';
import { findLive, type Live, type SchedulerState, type Step } from './state.ts';

type ReportEvent = Extract<SchedulerEvent, { type: 'attempt-reported' }>;

/** Takes what a worker says of an attempt: once, in order, and only of a live one (C2). */
export function applyReport(step: Step, event: ReportEvent): void {
  const { worker, ref, sequence, report } = event;
  const { state, commands } = step;
  const { workerId } = worker;
  // An older process of this worker: it was told to end when the newer one joined.
  if (state.workers.get(workerId)?.incarnation !== worker.incarnation) return;
  const live = findLive(state, workerId, ref);
  if (!live) {
    commands.push(answerToTheDead(state, workerId, ref));
    return;
  }
  const { attempt } = live;
  if (sequence <= attempt.reported) {
    commands.push({ type: 'acknowledge', workerId, ref, sequence: attempt.reported });
    return;
  }
  if (sequence > attempt.reported + 1) {
    const reason = `report ${attempt.reported + 1} of ${describe(ref)} is missing`;
    commands.push({ type: 'disconnect', worker, reason, refused: false });
    return;
  }
  attempt.reported = sequence;
  const lie = findLie(live, report);
  if (lie !== undefined) {
    commands.push({ type: 'stop', workerId, ref, reason: lie });
    endAttempt(step, live, 'trainer-crashed', lie);
    return;
  }
  commands.push({ type: 'accepted' }, { type: 'acknowledge', workerId, ref, sequence });
  take(step, live, report);
}

/**
 * What a worker is told that reports of an attempt which is not live. A result that was accepted may
 * be sent again, its acknowledgement having been lost.
 */
export function answerToTheDead(state: SchedulerState, workerId: string, ref: AttemptRef): Command {
  const member = state.runs.get(ref.runId)?.members[ref.member - 1];
  if (member?.state.phase === 'done' && member.state.attempt === ref.attempt) {
    const { reported: sequence } = member.state;
    return { type: 'acknowledge', workerId, ref, sequence };
  }
  return { type: 'stop', workerId, ref, reason: 'this attempt is over' };
}

/** @returns why the report cannot be true, if it cannot */
function findLie({ attempt, member, run }: Live, report: Report): string | undefined {
  const { state } = attempt;
  const { epochs, stopsEarly } = planFor(run, member);
  const impossible = `its worker reported '${report.type}' while it was ${state.phase}`;
  switch (report.type) {
    case 'started':
      return state.phase === 'assigned' ? undefined : impossible;
    case 'epoch': {
      if (state.phase !== 'training') return impossible;
      const next = state.epoch + 1;
      if (report.epoch === next && next <= epochs) return undefined;
      return `its worker reported epoch ${report.epoch} after epoch ${state.epoch} of ${epochs}`;
    }
    case 'checkpoint': {
      if (state.phase === 'assigned') return impossible;
      const finished = state.phase === 'training' ? state.epoch : epochs;
      if (report.epoch >= 1 && report.epoch <= finished) return undefined;
      return `its worker reported a checkpoint of epoch ${report.epoch} after epoch ${finished}`;
    }
    case 'predicting': {
      if (state.phase !== 'training') return impossible;
      const mayBeLast = state.epoch === epochs || (stopsEarly === true && state.epoch >= 1);
      return mayBeLast ? undefined : impossible;
    }
    case 'result':
      if (state.phase !== 'predicting') return impossible;
      return lacksLastCheckpoint(run, member)
        ? `its worker reported a result without a checkpoint of epoch ${epochs}`
        : undefined;
    case 'failure':
      // Only the coordinator may say so: it costs the member no try and no pause.
      return factsOf(report.kind).foundBy === 'coordinator'
        ? `its worker reported '${report.kind}'`
        : undefined;
    case 'handed-back':
      return undefined;
  }
}

function take(step: Step, live: Live, report: Report): void {
  const { attempt, member, run } = live;
  switch (report.type) {
    case 'started':
      enterAttempt(attempt, { phase: 'training', epoch: member.checkpoint?.epoch ?? 0 });
      return;
    case 'epoch':
      enterAttempt(attempt, { phase: 'training', epoch: report.epoch });
      Object.assign(member.pace!, { epoch: report.epoch, epochMs: step.state.nowMs });
      return;
    case 'checkpoint':
      takeCheckpoint(step, live, report);
      return;
    case 'predicting':
      enterAttempt(attempt, { phase: 'predicting' });
      return;
    case 'result':
      freeSlot(step, live);
      live.worker.failedInRow = [];
      clearTroubles(live.worker, run);
      member.pace!.endedMs = step.state.nowMs;
      enterMember(member, { phase: 'done', attempt: attempt.number, reported: attempt.reported });
      handOn(run, member);
      step.commands.push({
        type: 'result-accepted',
        workerId: attempt.workerId,
        ref: live.ref,
      });
      if (run.plan.validates) {
        const members = doneMembers(run);
        step.commands.push({ type: 'validate-ensemble', runId: run.runId, members });
      }
      closeRunIfDecided(step, run);
      return;
    case 'failure':
      endAttempt(step, live, report.kind, report.message);
      return;
    case 'handed-back':
      endAttempt(step, live, 'handed-back', `worker ${attempt.workerId} was drained`);
  }
}

function takeCheckpoint(
  step: Step,
  { run, member }: Live,
  report: Report & { type: 'checkpoint' },
) {
  const { epoch, sha256 } = report;
  const former = member.checkpoint;
  if (former && former.epoch >= epoch) return;
  member.checkpoint = { epoch, sha256 };
  if (!former || isNeeded(run, former.sha256)) return;
  step.commands.push({ type: 'checkpoint-obsolete', runId: run.runId, sha256: former.sha256 });
}

/** @throws RangeError when {@link ATTEMPT_TRANSITIONS} has no such way: findLie has missed it */
export function enterAttempt(attempt: Attempt, next: Attempt['state']): void {
  const { phase } = attempt.state;
  if (!ATTEMPT_TRANSITIONS[phase].includes(next.phase)) {
    throw new RangeError(`attempt ${attempt.number} cannot go from ${phase} to ${next.phase}`);
  }
  attempt.state = next;
}

function describe({ runId, member, attempt }: AttemptRef): string {
  return `run ${runId} member ${member} attempt ${attempt}`;
}
