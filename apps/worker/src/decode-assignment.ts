import {
  decodeRunConfig,
  required,
  type Assignment,
  type AttemptRef,
  type CheckpointRef,
  type RunConfig,
} from '@chorus/proto';

/** An assignment as it came over the wire, known to be whole. */
export interface DecodedAssignment {
  readonly attempt: AttemptRef;
  readonly memberSeed: number;
  readonly config: RunConfig;
  /** Where training goes on; undefined: from the start. */
  readonly resume: CheckpointRef | undefined;
  /** Epochs of the members that this one goes on from. */
  readonly epochsBefore: number;
  /** Another member goes on from this one: the result is of no use without its last checkpoint. */
  readonly checkpointAtEnd: boolean;
}

/** @throws ChorusError `invalid` when something is missing, or this worker does not know a setting */
export function decodeAssignment(assignment: Assignment): DecodedAssignment {
  return {
    attempt: required(assignment.attempt, 'assignment.attempt'),
    memberSeed: assignment.memberSeed,
    config: decodeRunConfig(assignment.config),
    resume: assignment.resume ?? undefined,
    epochsBefore: assignment.epochsBefore,
    checkpointAtEnd: assignment.checkpointAtEnd,
  };
}
