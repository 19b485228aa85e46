import type { Attempt } from './attempt.ts';
import type { FailureKind } from './failures.ts';

/**
 * Where a member stands. Each phase carries only what it owns.
 *
 * C1: a member has at most one live attempt: the one in its state.
 */
export type MemberState =
  | {
      readonly phase: 'pending';
      /** The earliest time at which it is assigned. */
      readonly notBeforeMs: number;
    }
  | { readonly phase: 'live'; readonly attempt: Attempt }
  | {
      readonly phase: 'done';
      /** The one whose result was accepted, and the number of the report that brought it. */
      readonly attempt: number;
      readonly reported: number;
    }
  | { readonly phase: 'failed'; readonly kind: FailureKind; readonly reason: string }
  | { readonly phase: 'cancelled' };

export type MemberPhase = MemberState['phase'];

/** Every way from one phase to the next; what is not here is a defect of the caller. */
export const MEMBER_TRANSITIONS: Record<MemberPhase, readonly MemberPhase[]> = {
  pending: ['live', 'failed', 'cancelled'],
  live: ['pending', 'done', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
};

/** Where the next attempt continues. */
export interface CheckpointRef {
  /** Finished epochs of the member; 0: it is the last checkpoint of the member that it continues. */
  readonly epoch: number;
  /** The digest of its file, in hexadecimal. */
  readonly sha256: string;
}

/** How fast a member gets on. */
export interface Pace {
  readonly startedMs: number;
  /** Finished epochs, and when the last of them was. */
  epoch: number;
  epochMs: number;
  /** When its result was accepted. */
  endedMs?: number;
}

export interface Member {
  /** Counts from 1. */
  readonly member: number;
  /** The member where it begins, see `continuation.ts`; undefined: at the start. */
  readonly continues?: number;
  /** Its group's place in the run's plan, from 0; undefined: it is of none. */
  readonly group?: number;
  state: MemberState;
  /** Attempts begun so far; the newest one's number. */
  attempts: number;
  /** Attempts that ended by the trainer's own fault. */
  failures: number;
  /**
   * The newest that is on the coordinator's disk: a member that is done and that another one continues
   * has given it away.
   */
  checkpoint: CheckpointRef | undefined;
  /** Kinds of device on which it ran out of memory or diverged. */
  readonly avoids: string[];
  /** Its pace since its first attempt. */
  pace?: Pace;
  /** The member that was added because this one lags. */
  backup?: number;
}

/** A member before its first attempt. */
export function newMember(
  member: number,
  { continues, group }: { [Key in 'continues' | 'group']?: Member[Key] | undefined } = {},
): Member {
  return {
    member,
    ...(continues !== undefined && { continues }),
    ...(group !== undefined && { group }),
    state: { phase: 'pending', notBeforeMs: 0 },
    attempts: 0,
    failures: 0,
    checkpoint: undefined,
    avoids: [],
  };
}

/**
 * Moves a member to its next state.
 *
 * @throws RangeError when {@link MEMBER_TRANSITIONS} has no such way
 */
export function enterMember(member: Member, next: MemberState): void {
  const { phase } = member.state;
  if (!MEMBER_TRANSITIONS[phase].includes(next.phase)) {
    throw new RangeError(`member ${member.member} cannot go from ${phase} to ${next.phase}`);
  }
  member.state = next;
}

/** The attempt that holds the member now, if one does. */
export function liveAttempt(member: Member): Attempt | undefined {
  return member.state.phase === 'live' ? member.state.attempt : undefined;
}

/** Whether something may still come of it. */
export function isOpen({ state }: Member): boolean {
  return state.phase === 'pending' || state.phase === 'live';
}
