import type { LogLine, RunConfig, RunMember, WorkerDescription } from '@chorus/proto';
import type { AttemptRef, SchedulerEvent, WorkerRef } from '@chorus/scheduler';
import type { Principal } from './principal.ts';

/** The scheduler needs to know less of the members. */
type Submitted = Omit<Extract<SchedulerEvent, { type: 'run-submitted' }>, 'members'> & {
  readonly config: RunConfig;
  readonly members: readonly RunMember[];
  /** Whether its events are a chain; undefined in journals of older versions: they are not. */
  readonly chained?: boolean;
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

/** A run that had ended is deleted, its folder with it; the scheduler has forgotten it already. */
export interface Deleted {
  readonly atMs: number;
  readonly type: 'run-deleted';
  readonly runId: string;
}

type Unsigned =
  | Exclude<SchedulerEvent, { type: 'run-submitted' | 'worker-joined' }>
  | Submitted
  | Joined
  | Logged
  | Deleted;

/** What happens only because somebody calls the coordinator. */
export const CALLED = [
  'run-submitted',
  'run-deleted',
  'worker-joined',
  'worker-disconnected',
  'worker-left',
  'worker-drained',
  'attempt-reported',
] as const satisfies readonly Unsigned['type'][];

type Called = (typeof CALLED)[number];

/** A record with who caused it; without `by` it was the coordinator itself. */
type Signed<Record extends Unsigned> = Record extends { type: Called }
  ? Record & { readonly by: Principal }
  : Record & { readonly by?: Principal };

/**
 * One entry of the journal: an event of the scheduler, with what it leaves to others, and who caused it.
 * Everything that a coordinator knows can be made again from these, in order.
 */
export type JournalRecord = Signed<Unsigned>;

/** A record whose time is not known yet. */
export type Untimed<Record = JournalRecord> = Record extends unknown ? Omit<Record, 'atMs'> : never;
