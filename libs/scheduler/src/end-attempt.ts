import { cancelSuccessors } from './continuation.ts';
import { factsOf, type FailureKind } from './failures.ts';
import { blameByFormerRules } from './former-rules.ts';
import { enterMember, type Member } from './member.ts';
import { awaitsValidation, enterRun, nameOf, tally, type Run } from './run.ts';
import { blame, forgetTroubles } from './set-aside.ts';
import type { Live, SchedulerState, Step } from './state.ts';
import { connectedPhase, memberKey } from './worker.ts';

/** The pause before a member's second attempt; it doubles with every failure after that. */
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** Ends an attempt that has no result: its member is tried again, or given up. */
export function endAttempt(step: Step, live: Live, kind: FailureKind, reason: string): void {
  const { run, member, worker, ref } = live;
  const { state, commands } = step;
  freeSlot(step, live);
  const { blames, retried } = factsOf(kind);
  const dependsOnDevice = retried === 'on-another-device';
  const endsRun = retried === 'nowhere-and-run-ends';
  if (blames) member.failures += 1;
  if (dependsOnDevice) member.avoids.push(worker.deviceKind);
  const givenUp =
    endsRun ||
    member.failures >= run.plan.maxFailures ||
    (dependsOnDevice && !hasOtherDevice(state, member));
  const retryAfterMs = blames ? backoffMs(member.failures) : 0;
  enterMember(
    member,
    givenUp
      ? { phase: 'failed', kind, reason }
      : { phase: 'pending', notBeforeMs: state.nowMs + retryAfterMs },
  );
  commands.push({
    type: 'attempt-ended',
    ref,
    kind,
    reason,
    retryAfterMs: givenUp ? undefined : retryAfterMs,
  });
  if (blames) {
    if (state.rules === undefined) blameByFormerRules(step, live, kind);
    else blame(step, live, kind);
  }
  if (endsRun) endRun(step, run, 'failed', `no member can be trained (${kind}): ${reason}`);
  if (endsRun || !givenUp) return;
  cancelSuccessors(step, run, member);
  closeRunIfDecided(step, run);
}

/** Closes a run whose last open member has ended, or of which too few can still succeed. */
export function closeRunIfDecided(step: Step, run: Run): void {
  const { plan } = run;
  if (tally(run).done >= plan.members) {
    cancelMembers(step, run, `the first ${plan.members} members to finish count`);
  }
  const { open, done, failed } = tally(run);
  if (open + done < run.plan.minMembers) {
    const [first] = failed;
    const { kind, reason } = first!.state as { kind: FailureKind; reason: string };
    const tries = `failed ${first!.failures === 1 ? 'once' : `${first!.failures} times`}`;
    endRun(step, run, 'failed', `${nameOf(run, first!)} ${tries} (${kind}): ${reason}`);
  } else if (open === 0 && !awaitsValidation(run)) {
    sumUp(step, run);
  }
}

export function sumUp(step: Step, run: Run): void {
  enterRun(run, { phase: 'summing' });
  step.commands.push({ type: 'sum-up', runId: run.runId });
}

/** Ends a run whose members may still be at work. */
export function endRun(step: Step, run: Run, status: 'failed' | 'cancelled', reason: string): void {
  cancelMembers(step, run, `its run ${status === 'failed' ? 'has failed' : 'was cancelled'}`);
  enterRun(run, { phase: status });
  forgetRun(step, run);
  step.commands.push({ type: 'run-ended', runId: run.runId, outcome: { status, reason } });
}

export function cancelMembers(step: Step, run: Run, why: string): void {
  for (const member of run.members) {
    if (member.state.phase === 'pending') enterMember(member, { phase: 'cancelled' });
    if (member.state.phase !== 'live') continue;
    const { attempt } = member.state;
    const worker = step.state.workers.get(attempt.workerId)!;
    const ref = { runId: run.runId, member: member.member, attempt: attempt.number };
    step.commands.push({ type: 'stop', workerId: worker.workerId, ref, reason: why });
    freeSlot(step, { run, member, attempt, worker, ref });
    enterMember(member, { phase: 'cancelled' });
    const ended = { ref, kind: 'cancelled', reason: why, retryAfterMs: undefined } as const;
    step.commands.push({ type: 'attempt-ended', ...ended });
  }
}

/** Forgets a run that has ended: it is no longer the scheduler's. */
export function forgetRun(step: Step, run: Run): void {
  step.state.runs.delete(run.runId);
  forgetTroubles(step.state, run);
  const kept = new Set(run.members.flatMap(({ checkpoint }) => checkpoint?.sha256 ?? []));
  for (const sha256 of kept) {
    step.commands.push({ type: 'checkpoint-obsolete', runId: run.runId, sha256 });
  }
}

/** Frees the slot that an attempt has held. */
export function freeSlot(step: Step, { worker, ref }: Live): void {
  worker.attempts.delete(memberKey(ref));
  step.assignable = true;
}

function backoffMs(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
}

function hasOtherDevice({ workers }: SchedulerState, { avoids }: Member): boolean {
  return [...workers.values()].some(
    (worker) => connectedPhase(worker) === 'ready' && !avoids.includes(worker.deviceKind),
  );
}
