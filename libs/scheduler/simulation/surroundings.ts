import type { AttemptRef } from '../src/attempt.ts';
import type { SchedulerEvent, WorkerRef } from '../src/events.ts';
import type { isTimeDue, step } from '../src/scheduler.ts';
import type { CoordinatorMessage, Link } from './messages.ts';
import type { Outside } from './outside.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** What somebody asks for. */
export type Submission = Pick<
  Extract<SchedulerEvent, { type: 'run-submitted' }>,
  'plan' | 'members'
>;

/** The scheduler, or a broken one that the simulation must find out. */
export interface Core {
  readonly step: typeof step;
  readonly isTimeDue: typeof isTimeDue;
}

export interface WorldOptions {
  readonly core: Core;
  /** Breaks LEDGER-1: what the simulation must find out. */
  readonly letsOutBeforeSync: boolean;
  /** Called with every line of what happens. */
  readonly trace: ((line: string) => void) | undefined;
}

/** What outlives the coordinator. */
export interface Disk {
  readonly journal: SchedulerEvent[];
  /** Weights, by run and digest. */
  readonly checkpoints: Map<string, number>;
  /** The sums that were reported, by run. */
  readonly reports: Map<string, number>;
}

/** The world as its parts see it: the coordinator, the machines and what runs on them. */
export interface Surroundings {
  readonly options: WorldOptions;
  readonly timeline: Timeline;
  readonly disk: Disk;
  readonly outside: Outside;
  readonly runs: ReadonlyMap<string, Submission>;
  /** Runs whose trainers crash wherever they are tried. */
  readonly badRuns: ReadonlySet<string>;
  /** Members that diverge wherever they are tried, by {@link nameOfMember}. */
  readonly diverging: ReadonlySet<string>;
  /** Connections of which at least one end knows. */
  readonly links: Set<Link>;
  /** Attempts that failed by themselves, by their name. */
  readonly guilty: Set<string>;
  /** The coordinator as a worker sees it; undefined while there is none. */
  readonly coordinator: CoordinatorForWorkers | undefined;
  /** A source of chance of its own for each thing, so that one fault less changes little else. */
  stream(name: string): Random;
  /** Counts what happened. */
  count(what: string): void;
  /** What the coordinator's machine takes for the time. */
  clockMs(): number;
  afterTake(): void;
  afterSend(workerId: string, link: Link, message: CoordinatorMessage): void;
}

/** A member as `run/member`. */
export function nameOfMember({ runId, member }: Omit<AttemptRef, 'attempt'>): string {
  return `${runId}/${member}`;
}

export interface CoordinatorForWorkers {
  accept(link: Link): void;
  /** The weights of the checkpoint that an attempt resumes from, unless the attempt is over. */
  fetchCheckpoint(worker: WorkerRef, ref: AttemptRef, sha256: string): number | 'refused';
}
