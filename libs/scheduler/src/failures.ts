/** A kind of failure: who finds it, what follows from it, and how people are told. */
interface FailureFacts {
  /** Who finds it out: a worker that reports a kind of the coordinator's lies. */
  readonly foundBy: 'worker' | 'coordinator';
  /** Whether it counts against the member and the worker; the member then waits before its next attempt. */
  readonly blames: boolean;
  /**
   * Where the member is tried again: on any worker; on another kind of device, since the same would only do
   * the same again; nowhere; or nowhere, and its run ends at once, since every member would fail so.
   */
  readonly retried: 'anywhere' | 'on-another-device' | 'nowhere' | 'nowhere-and-run-ends';
  readonly title: string;
  /** What a person can do about it; empty when nothing needs to be done. */
  readonly remedy: string;
}

/**
 * Why an attempt ended without a result, and what follows: the whole list. The scheduler, the coordinator,
 * the workers and the page read it; a new kind needs a line here and the place that recognises it. Its keys
 * are what messages, events and journals hold.
 */
export const FAILURES = {
  'worker-lost': {
    foundBy: 'coordinator',
    blames: false,
    retried: 'anywhere',
    title: 'worker lost',
    remedy: 'Its members go on elsewhere by themselves. Look whether that machine is up.',
  },
  'handed-back': {
    foundBy: 'coordinator',
    blames: false,
    retried: 'anywhere',
    title: 'handed back',
    remedy: '',
  },
  'trainer-crashed': {
    foundBy: 'worker',
    blames: true,
    retried: 'anywhere',
    title: 'trainer crashed',
    remedy: "See the member's log. If every member crashes, run 'chorus doctor' on the worker.",
  },
  'trainer-hung': {
    foundBy: 'worker',
    blames: true,
    retried: 'anywhere',
    title: 'trainer hung',
    remedy: 'A device that is merely slow needs a longer stallTimeout.',
  },
  'out-of-memory': {
    foundBy: 'worker',
    blames: true,
    retried: 'on-another-device',
    title: 'out of memory',
    remedy: 'Use a smaller batchSize or model, fewer --slots, or a larger device.',
  },
  diverged: {
    foundBy: 'worker',
    blames: true,
    retried: 'on-another-device',
    title: 'diverged',
    remedy: 'Use a smaller learningRate; check the divisor.',
  },
  'bad-data': {
    foundBy: 'worker',
    blames: true,
    retried: 'anywhere',
    title: 'bad data',
    remedy:
      'The message says what. A worker replaces a damaged copy of the dataset by itself, once; else look ' +
      "at its disk, and at the coordinator's for a checkpoint.",
  },
  'bad-config': {
    foundBy: 'worker',
    blames: false,
    retried: 'nowhere-and-run-ends',
    title: 'bad configuration',
    remedy: 'No worker can train it: change what the message names, and submit it again.',
  },
  cancelled: {
    foundBy: 'coordinator',
    blames: false,
    retried: 'nowhere',
    title: 'cancelled',
    remedy: '',
  },
} as const satisfies Record<string, FailureFacts>;

export type FailureKind = keyof typeof FAILURES;

/** The kinds that a worker finds out and reports. */
export type ReportedFailureKind = {
  [Kind in FailureKind]: (typeof FAILURES)[Kind]['foundBy'] extends 'worker' ? Kind : never;
}[FailureKind];

/** What follows from a failure of this kind. */
export function factsOf(kind: FailureKind): FailureFacts {
  return FAILURES[kind];
}

/** The kinds that a worker reports, in the table's order. */
export const REPORTED_FAILURES = (Object.keys(FAILURES) as FailureKind[]).filter(isReported);

/** The kind of failure that a worker names; one that it cannot know of is a crash. */
export function reportedFailure(name: string): ReportedFailureKind {
  return REPORTED_FAILURES.find((known) => known === name) ?? 'trainer-crashed';
}

/** What is known of a failure by its name; a kind that only a newer version knows is shown by that name. */
export function describeFailure(name: string): Pick<FailureFacts, 'title' | 'remedy'> {
  return Object.hasOwn(FAILURES, name)
    ? FAILURES[name as FailureKind]
    : { title: name, remedy: '' };
}

function isReported(kind: FailureKind): kind is ReportedFailureKind {
  return FAILURES[kind].foundBy === 'worker';
}
