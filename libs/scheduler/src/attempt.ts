/** One try of one worker at one member. */

/** Which attempt: whatever a worker says carries it (C2). */
export interface AttemptRef {
  readonly runId: string;
  /** Counts from 1. */
  readonly member: number;
  /** Counts from 1 in each member. */
  readonly attempt: number;
}

/** Where an attempt that has not ended stands. */
export type AttemptState =
  | { readonly phase: 'assigned' }
  | {
      readonly phase: 'training';
      /** Finished epochs, those of earlier attempts among them. */
      readonly epoch: number;
    }
  | { readonly phase: 'predicting' };

export type AttemptPhase = AttemptState['phase'] | 'ended';

/** Every way from one phase to the next; what is not here is a lie of the worker or a defect. */
export const ATTEMPT_TRANSITIONS: Record<AttemptPhase, readonly AttemptPhase[]> = {
  assigned: ['training', 'ended'],
  training: ['training', 'predicting', 'ended'],
  predicting: ['ended'],
  ended: [],
};

/** An attempt that has not ended. */
export interface Attempt {
  /** Counts from 1 in each member. */
  readonly number: number;
  readonly workerId: string;
  /** The newest report that counted: one with this number or a smaller one was here before. */
  reported: number;
  state: AttemptState;
}

interface FailureFacts {
  /** Who finds it out: what a worker says of the coordinator's kinds is a lie. */
  readonly foundBy: 'worker' | 'coordinator';
  /** It counts against the member and the worker. */
  readonly blames: boolean;
  /** The same kind of device would only do the same again. */
  readonly dependsOnDevice?: true;
  /** Every member would fail so, everywhere: the run ends at once. */
  readonly endsRun?: true;
}

/** Why an attempt ended without a result, and what follows. */
const FAILURES = {
  'worker-lost': { foundBy: 'coordinator', blames: false },
  'handed-back': { foundBy: 'coordinator', blames: false },
  'trainer-crashed': { foundBy: 'worker', blames: true },
  'trainer-hung': { foundBy: 'worker', blames: true },
  'out-of-memory': { foundBy: 'worker', blames: true, dependsOnDevice: true },
  diverged: { foundBy: 'worker', blames: true, dependsOnDevice: true },
  'bad-data': { foundBy: 'worker', blames: true },
  'bad-config': { foundBy: 'worker', blames: false, endsRun: true },
  cancelled: { foundBy: 'coordinator', blames: false },
} as const satisfies Record<string, FailureFacts>;

export type FailureKind = keyof typeof FAILURES;

/** What follows from a failure of this kind. */
export function factsOf(kind: FailureKind): FailureFacts {
  return FAILURES[kind];
}

/** The kind of failure that a worker names; one that it cannot know of is a crash. */
export function reportedFailure(name: string): FailureKind {
  const kind = (Object.keys(FAILURES) as FailureKind[]).find((known) => known === name);
  return kind && factsOf(kind).foundBy === 'worker' ? kind : 'trainer-crashed';
}
