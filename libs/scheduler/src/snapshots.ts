/**
 * Runs whose members are snapshots of one training: each goes on where the one before ended.
 *
 * N1: a member begins when the one before is done, from the checkpoint of that one's last epoch.
 * N2: no result of a member from which another one goes on is taken before that checkpoint.
 * N3: when a member is given up, those after it are cancelled: nothing can come of them.
 */
import { enterMember, type Member } from './member.ts';
import type { Run, RunPlan } from './run.ts';
import type { Step } from './state.ts';

/** Whether another member goes on from this one. */
export function isContinued({ snapshots, members }: RunPlan, member: number): boolean {
  return snapshots === true && member < members;
}

/** Epochs that the members before this one have trained, all of which are in its weights. */
export function epochsBefore({ snapshots, epochs }: RunPlan, member: number): number {
  return snapshots === true ? (member - 1) * epochs : 0;
}

/** N1: whether a pending member has nothing to go on from yet. */
export function waitsForFormer({ plan }: Run, { member, checkpoint }: Member): boolean {
  return plan.snapshots === true && member > 1 && checkpoint === undefined;
}

/** N2: whether the member's own last checkpoint, which another one needs, is not on disk. */
export function lacksLastCheckpoint({ plan }: Run, { member, checkpoint }: Member): boolean {
  return isContinued(plan, member) && checkpoint?.epoch !== plan.epochs;
}

/** N1: hands the last checkpoint of a member that is done on to the next one. */
export function handOn({ plan, members }: Run, former: Member): void {
  if (!isContinued(plan, former.member)) return;
  members[former.member]!.checkpoint = { epoch: 0, sha256: former.checkpoint!.sha256 };
  former.checkpoint = undefined;
}

/** Cancels the members after one that was given up (N3). */
export function cancelFollowers({ commands }: Step, run: Run, { member: former }: Member): void {
  if (!run.plan.snapshots) return;
  const reason = `it goes on from member ${former}, which was given up`;
  for (const follower of run.members.slice(former)) {
    const { member } = follower;
    enterMember(follower, { phase: 'cancelled' });
    commands.push({ type: 'member-cancelled', runId: run.runId, member, reason });
  }
}
