/** Why an attempt ended without a result: the kinds of AttemptLost in run_service.proto. */
export type FailureKind =
  | 'worker-lost'
  | 'handed-back'
  | 'trainer-crashed'
  | 'trainer-hung'
  | 'out-of-memory'
  | 'diverged'
  | 'bad-data'
  | 'bad-config'
  | 'cancelled';

/** A kind of failure, for people. */
export interface Failure {
  readonly title: string;
  /** What a person can do about it; empty when nothing needs to be done. */
  readonly remedy: string;
}

export const FAILURES: Record<FailureKind, Failure> = {
  'worker-lost': {
    title: 'worker lost',
    remedy: 'Its members go on elsewhere by themselves. Look whether that machine is up.',
  },
  'handed-back': { title: 'handed back', remedy: '' },
  'trainer-crashed': {
    title: 'trainer crashed',
    remedy: "See the member's log. If every member crashes, run 'chorus doctor' on the worker.",
  },
  'trainer-hung': {
    title: 'trainer hung',
    remedy: 'A device that is merely slow needs a longer stallTimeout.',
  },
  'out-of-memory': {
    title: 'out of memory',
    remedy: 'Use a smaller batchSize or model, fewer --slots, or a larger device.',
  },
  diverged: {
    title: 'diverged',
    remedy: 'Use a smaller learningRate; check the divisor.',
  },
  'bad-data': {
    title: 'bad data',
    remedy:
      'The message says what. A worker replaces a damaged copy of the dataset by itself, once; else look ' +
      "at its disk, and at the coordinator's for a checkpoint.",
  },
  'bad-config': {
    title: 'bad configuration',
    remedy: 'No worker can train it: change what the message names, and submit it again.',
  },
  cancelled: { title: 'cancelled', remedy: '' },
};
