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
