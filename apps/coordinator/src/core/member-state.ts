/**
 * Where a member stands. Each phase carries only what it owns.
 *
 * C1: a member has at most one live attempt: the one in its state.
 */
export type MemberState =
  | { readonly phase: 'pending' }
  | { readonly phase: 'assigned'; readonly attempt: number; readonly workerId: string }
  | {
      readonly phase: 'training';
      readonly attempt: number;
      readonly workerId: string;
      /** Finished epochs. */
      readonly epoch: number;
    }
  | { readonly phase: 'predicting'; readonly attempt: number; readonly workerId: string }
  | { readonly phase: 'done'; readonly attempt: number }
  | { readonly phase: 'failed'; readonly reason: string };

export type MemberPhase = MemberState['phase'];

/** Every way from one phase to the next; what is not here is a defect of the caller. */
export const MEMBER_TRANSITIONS: Record<MemberPhase, readonly MemberPhase[]> = {
  pending: ['assigned', 'failed'],
  assigned: ['training', 'pending', 'failed'],
  training: ['training', 'predicting', 'pending', 'failed'],
  predicting: ['done', 'pending', 'failed'],
  done: [],
  failed: [],
};

export interface Member {
  /** Counts from 1. */
  readonly member: number;
  state: MemberState;
  /** Attempts begun so far; the newest one's number. */
  attempts: number;
  /** Attempts that ended by the trainer's own fault, not by the loss of its worker. */
  failures: number;
}

/**
 * Moves a member to its next state.
 *
 * @throws RangeError when {@link MEMBER_TRANSITIONS} has no such way
 */
export function enter(member: Member, next: MemberState): void {
  if (!MEMBER_TRANSITIONS[member.state.phase].includes(next.phase)) {
    throw new RangeError(
      `member ${member.member} cannot go from ${member.state.phase} to ${next.phase}`,
    );
  }
  member.state = next;
}

/** The attempt that holds the member now, if one does. */
export function liveAttempt(state: MemberState): { attempt: number; workerId: string } | undefined {
  return 'workerId' in state ? state : undefined;
}
