import { isOpen, newMember, type Member } from './member.ts';

/** What the scheduler must know of a member that is asked for. */
export interface MemberPlan {
  /**
   * The member that it continues, one that stands before it: it begins when that one is done, where that
   * one ended. Default: it begins at the start.
   */
  readonly continues?: { readonly member: number } | undefined;
  /** Its group's place in the plan's list, from 0. Default: it is of none. */
  readonly group?: number | undefined;
}

/** What the scheduler must know of members that differ from others. */
export interface GroupPlan {
  /** What people call it. */
  readonly name: string;
  readonly epochs: number;
  /** As of the run. */
  readonly stopsEarly?: boolean;
}

/** What the scheduler must know of a run's configuration. */
export interface RunPlan {
  /** How many members are asked for: so many count. */
  readonly members: number;
  /** The run succeeds with so many, 1 to `members`. */
  readonly minMembers: number;
  readonly epochs: number;
  /** Groups of members that differ: what each says goes before what the run says. Default: none. */
  readonly groups?: readonly GroupPlan[];
  /** A member may end sooner, by what it is worth on held-out samples. Default: no. */
  readonly stopsEarly?: boolean;
  /** A member whose trainer has failed this often is given up, 1 or more. */
  readonly maxFailures: number;
  /** Members may be added for those that lag: the first `members` to finish count. Default: no. */
  readonly backups?: boolean;
  /** The ensemble is validated as members are done. Default: no. */
  readonly validates?: boolean;
  /** When it ends early; it must validate. Default: never. */
  readonly earlyEnd?: EarlyEnd;
}

/** The run ends when so many members are done and the next is expected to add less than this. */
export interface EarlyEnd {
  /** The fewest members that may be done, 2 or more. */
  readonly fewestMembers: number;
  /** An accuracy, 0 to 1. */
  readonly gainBelow: number;
}

/** Where a run stands. */
export type RunState =
  | { readonly phase: 'running' }
  /** Every member has ended and enough are done: the report is being made. */
  | { readonly phase: 'summing' }
  | { readonly phase: 'succeeded' }
  | { readonly phase: 'failed' }
  | { readonly phase: 'cancelled' };

export type RunPhase = RunState['phase'];

/** Every way from one phase to the next; what is not here is a defect of the caller. */
export const RUN_TRANSITIONS: Record<RunPhase, readonly RunPhase[]> = {
  running: ['summing', 'failed', 'cancelled'],
  summing: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export interface Run {
  readonly runId: string;
  readonly plan: RunPlan;
  /** The members that were asked for, then those that were added. */
  readonly members: readonly Member[];
  state: RunState;
  /** Members in the newest validation; undefined before the first. */
  validated?: number;
}

export function newRun(runId: string, plan: RunPlan, plans: readonly MemberPlan[]): Run {
  const members = plans.map(({ continues, group }, index) =>
    newMember(index + 1, { continues: continues?.member, group }),
  );
  return { runId, plan, members, state: { phase: 'running' } };
}

/** What a run says of this member's training: its group, if it has one, else the run. */
export function planFor(
  { plan }: Pick<Run, 'plan'>,
  { group }: Pick<MemberPlan, 'group'>,
): Pick<RunPlan, 'epochs' | 'stopsEarly'> {
  return (group === undefined ? undefined : plan.groups?.[group]) ?? plan;
}

/** What people call a member: `member 3`, `member 3 (group 'wide')`. */
export function nameOf({ plan }: Pick<Run, 'plan'>, { member, group }: Member): string {
  const { name } = (group === undefined ? undefined : plan.groups?.[group]) ?? {};
  return `member ${member}${name === undefined ? '' : ` (group '${name}')`}`;
}

/**
 * Moves a run to its next state.
 *
 * @throws RangeError when {@link RUN_TRANSITIONS} has no such way
 */
export function enterRun(run: Run, next: RunState): void {
  const { phase } = run.state;
  if (!RUN_TRANSITIONS[phase].includes(next.phase)) {
    throw new RangeError(`run ${run.runId} cannot go from ${phase} to ${next.phase}`);
  }
  run.state = next;
}

/** What has become of a run's members. */
export function tally({ members }: Run): { open: number; done: number; failed: Member[] } {
  return {
    open: members.filter(isOpen).length,
    done: members.filter(({ state }) => state.phase === 'done').length,
    failed: members.filter(({ state }) => state.phase === 'failed'),
  };
}

/** Members that are being trained now: runs share the workers by it. */
export function liveCount({ members }: Run): number {
  return members.filter(({ state }) => state.phase === 'live').length;
}

/** Whether members are done that the newest validation does not know. */
export function awaitsValidation({ plan, members, validated = 0 }: Run): boolean {
  return plan.validates === true && doneMembers({ members }).length > validated;
}

/** Numbers of the members that are done, in their order. */
export function doneMembers({ members }: Pick<Run, 'members'>): number[] {
  return members.flatMap(({ member, state }) => (state.phase === 'done' ? member : []));
}
