import type { LogLine, RunConfig, WorkerDescription } from '@chorus/proto';
import type { AttemptRef, SchedulerEvent, WorkerRef } from '@chorus/scheduler';

type Submitted = Extract<SchedulerEvent, { type: 'run-submitted' }> & {
  readonly config: RunConfig;
  readonly memberSeeds: readonly number[];
};

type Joined = Extract<SchedulerEvent, { type: 'worker-joined' }> & {
  readonly description: WorkerDescription;
};

/** A line for people; the scheduler does not need it. */
export interface Logged {
  readonly atMs: number;
  readonly type: 'attempt-logged';
  readonly worker: WorkerRef;
  readonly ref: AttemptRef;
  readonly line: LogLine;
}

/**
 * One entry of the journal: an event of the scheduler, with what it leaves to others. Everything
 * that a coordinator knows can be made again from these, in order.
 */
export type JournalRecord =
  | Exclude<SchedulerEvent, { type: 'run-submitted' | 'worker-joined' }>
  | Submitted
  | Joined
  | Logged;

/** A record whose time is not known yet. */
export type Untimed<Record = JournalRecord> = Record extends unknown ? Omit<Record, 'atMs'> : never;
