/**
 * Runs that validate their ensemble as members are done, and may end early.
 *
 * V1: a run that validates is summed up when its last ensemble was validated, not before.
 * V2: only a validation of all members that are done ends a run: an older one says nothing of the next.
 */
import { cancelMembers, closeRunIfDecided, sumUp } from './end-attempt.ts';
import type { SchedulerEvent } from './events.ts';
import { tally, type Run } from './run.ts';
import type { Step } from './state.ts';

type Validated = Extract<SchedulerEvent, { type: 'ensemble-validated' }>;

/** Takes a validation of a run that has not ended, and ends the run if it says so. */
export function applyValidation(step: Step, event: Validated): void {
  const run = step.state.runs.get(event.runId);
  const { members, gain } = event.validation;
  if (run?.state.phase !== 'running' || members.length <= (run.validated ?? 0)) return;
  run.validated = members.length;
  step.commands.push({ type: 'accepted' });
  if (gain && isEnough(run, gain.expected)) stopRun(step, run, event, gain.expected);
  else closeRunIfDecided(step, run);
}

/** Whether the run has enough members (V2). */
function isEnough(run: Run, gain: number): boolean {
  const { earlyEnd, members } = run.plan;
  const { done } = tally(run);
  if (!earlyEnd || done !== run.validated || done >= members) return false;
  return done >= earlyEnd.fewestMembers && gain < earlyEnd.gainBelow;
}

function stopRun(step: Step, run: Run, event: Validated, expectedGain: number): void {
  const { runId, remainingSeconds } = event;
  const membersDone = run.validated!;
  const stopped = { membersDone, expectedGain, savedSeconds: remainingSeconds };
  step.commands.push({ type: 'run-stopped', runId, ...stopped });
  cancelMembers(step, run, 'its run ends early');
  sumUp(step, run);
}
