/**
 * Members that continue others: each begins where another one ended.
 *
 * N1: a member begins when the one that it continues is done, from the checkpoint of that one's last epoch.
 * N2: no result of a member that another one continues is taken before that checkpoint.
 * N3: when a member is given up, those that continue it are cancelled, and those that continue these:
 *     nothing can come of them.
 * N4: a checkpoint from which several members begin is kept until each has one of its own.
 */
import { enterMember, type Member } from './member.ts';
import { planFor, type Run } from './run.ts';
import type { Step } from './state.ts';

type Members = Pick<Run, 'members'>;

/** Whether another member begins where this one ends. */
export function isContinued({ members }: Members, member: number): boolean {
  return members.some(({ continues }) => continues === member);
}

/** N1: whether a pending member has nothing to begin from yet. */
export function waitsForAnother({ continues, checkpoint }: Member): boolean {
  return continues !== undefined && checkpoint === undefined;
}

/** N2: whether the member's own last checkpoint, which another one needs, is not on disk. */
export function lacksLastCheckpoint(run: Run, member: Member): boolean {
  const { epochs } = planFor(run, member);
  return isContinued(run, member.member) && member.checkpoint?.epoch !== epochs;
}

/** N1: hands the last checkpoint of a member that is done on to those that continue it. */
export function handOn({ members }: Members, done: Member): void {
  const successors = members.filter(({ continues }) => continues === done.member);
  if (successors.length === 0) return;
  const { sha256 } = done.checkpoint!;
  for (const successor of successors) successor.checkpoint = { epoch: 0, sha256 };
  done.checkpoint = undefined;
}

/** N4: whether a member may still have to begin from this checkpoint. */
export function isNeeded({ members }: Members, sha256: string): boolean {
  return members.some(({ checkpoint }) => checkpoint?.sha256 === sha256);
}

/** N3: cancels the members that can no longer begin, this one having been given up. */
export function cancelSuccessors(
  { commands }: Step,
  { runId, members }: Run,
  givenUp: Member,
): void {
  const reason = `it goes on from member ${givenUp.member}, which was given up`;
  const lost = new Set([givenUp.member]);
  // One pass finds all, since a member continues one that stands before it.
  for (const successor of members) {
    const { member, continues } = successor;
    if (continues === undefined || !lost.has(continues)) continue;
    lost.add(member);
    enterMember(successor, { phase: 'cancelled' });
    commands.push({ type: 'member-cancelled', runId, member, reason });
  }
}
