import {
  decodeRunConfig,
  decodeRunMember,
  required,
  specifyMember,
  type Assignment,
  type AttemptRef,
  type CheckpointRef,
  type MemberSpecification,
  type RunConfig,
} from '@chorus/proto';

/** An assignment as it came over the wire, known to be whole. */
export interface DecodedAssignment {
  readonly attempt: AttemptRef;
  /** All that the member's bits depend on. */
  readonly specification: MemberSpecification;
  /** The run's policy: how often checkpoints are written, and when a trainer counts as hung. */
  readonly faults: RunConfig['faults'];
  /** Where training goes on; undefined: from the start. */
  readonly resume: CheckpointRef | undefined;
  /** Another member continues this one: the result is of no use without its last checkpoint. */
  readonly checkpointAtEnd: boolean;
}

/** @throws ChorusError `invalid` when something is missing, or this worker does not know a setting */
export function decodeAssignment(assignment: Assignment): DecodedAssignment {
  const attempt = required(assignment.attempt, 'assignment.attempt');
  const config = decodeRunConfig(assignment.config);
  const member = decodeRunMember(required(assignment.member, 'assignment.member'));
  return {
    attempt,
    specification: specifyMember(config, member),
    faults: config.faults,
    resume: assignment.resume ?? undefined,
    checkpointAtEnd: assignment.checkpointAtEnd,
  };
}
