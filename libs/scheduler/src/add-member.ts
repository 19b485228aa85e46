import type { SchedulerEvent } from './events.ts';
import { mayHaveBackup } from './backup.ts';
import { newMember, type Member } from './member.ts';
import type { Run } from './run.ts';
import type { Step } from './state.ts';

type MemberAdded = Extract<SchedulerEvent, { type: 'member-added' }>;

/**
 * Takes a member that is added to a run that goes on. The event names its number, so that one that comes
 * twice, or too late, changes nothing.
 */
export function takeAddedMember(step: Step, { runId, member, backupOf }: MemberAdded): void {
  const run = step.state.runs.get(runId);
  if (run?.state.phase !== 'running' || member !== run.members.length + 1) return;
  // It may have ended since the backup was wished for.
  const lagging = backupOf === undefined ? undefined : run.members[backupOf - 1];
  if (backupOf !== undefined && !mayHaveBackup(run, lagging)) return;
  addMember(step, run, lagging);
}

/** Adds a member to a run. @param lagging the member whose backup it is, if it is one */
export function addMember(step: Step, run: Run, lagging?: Member): void {
  const { runId } = run;
  const added = newMember(run.members.length + 1);
  (run.members as Member[]).push(added);
  if (lagging) lagging.backup = added.member;
  step.assignable = true;
  const { member } = added;
  step.commands.push({
    type: 'member-added',
    runId,
    member,
    ...(lagging && { backupOf: lagging.member }),
  });
}
