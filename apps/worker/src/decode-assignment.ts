import { type BackendName, isBackendName } from '@chorus/model/backend-names';
import {
  ChorusError,
  decodeRunConfig,
  required,
  type Assignment,
  type AttemptRef,
  type Checkpoint,
  type RunConfig,
} from '@chorus/proto';

/** An assignment as it came over the wire, known to be whole. */
export interface DecodedAssignment {
  readonly attempt: AttemptRef;
  readonly memberSeed: number;
  readonly config: Omit<RunConfig, 'backend'> & { readonly backend: BackendName | undefined };
  /** Where training goes on; undefined: from the start. */
  readonly resume: Checkpoint | undefined;
  /** Epochs of the members that this one goes on from. */
  readonly epochsBefore: number;
  /** Another member goes on from this one: the result is of no use without its last checkpoint. */
  readonly checkpointAtEnd: boolean;
}

/** @throws ChorusError `invalid` when something is missing, or the backend is unknown */
export function decodeAssignment(assignment: Assignment): DecodedAssignment {
  const config = decodeRunConfig(assignment.config);
  return {
    attempt: required(assignment.attempt, 'assignment.attempt'),
    memberSeed: assignment.memberSeed,
    config: { ...config, backend: decodeBackend(config.backend) },
    resume: assignment.resume ?? undefined,
    epochsBefore: assignment.epochsBefore,
    checkpointAtEnd: assignment.checkpointAtEnd,
  };
}

function decodeBackend(name: string): BackendName | undefined {
  if (name === '') return undefined;
  if (isBackendName(name)) return name;
  throw new ChorusError('invalid', `this worker knows no backend '${name}': upgrade it`);
}
