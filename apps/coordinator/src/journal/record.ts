import type { LogLine, RunConfig } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';
import type { SchedulerEvent, WorkerRef } from '@chorus/scheduler';

/** What is known of a worker beside what the scheduler needs. */
export interface WorkerDescription {
  readonly hostname: string;
  readonly backend: string;
  readonly devices: readonly { kind: string; name: string; memoryBytes: number }[];
  readonly versions: Readonly<Record<string, string>>;
}

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
