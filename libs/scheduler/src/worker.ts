import type { AttemptRef } from './attempt.ts';
import type { FailureKind } from './failures.ts';

/** What a worker that has a connection may be given. */
export type ConnectedPhase =
  /** Members, as many as it has free slots. */
  | 'ready'
  /** No more members: it leaves when it has handed back those it has. */
  | 'draining'
  /** No more members: too many failed there. Only by `former-rules.ts`. */
  | 'set-aside';

/** Where a worker stands. */
export type WorkerState =
  | { readonly phase: ConnectedPhase }
  | {
      /** Its connection broke: it keeps its attempts until then. */
      readonly phase: 'away';
      readonly untilMs: number;
      /** What it is when it comes back. */
      readonly back: ConnectedPhase;
    }
  | { readonly phase: 'lost' };

export type WorkerPhase = WorkerState['phase'];

/** Every way from one phase to the next; what is not here is a defect of the caller. */
export const WORKER_TRANSITIONS: Record<WorkerPhase, readonly WorkerPhase[]> = {
  ready: ['draining', 'set-aside', 'away', 'lost'],
  draining: ['away', 'lost'],
  'set-aside': ['draining', 'away', 'lost'],
  away: ['away', 'ready', 'draining', 'set-aside', 'lost'],
  lost: [],
};

export interface Worker {
  /** Its name, which a machine's worker that is started again may have, too. */
  readonly workerId: string;
  /** The process's number: a larger one was started later. */
  readonly incarnation: number;
  /** Members that it trains at once, 1 or more. */
  readonly slots: number;
  /** Workers with the same kind of device give the same bits. */
  readonly deviceKind: string;
  state: WorkerState;
  /** What it holds, by member: see {@link memberKey}. */
  readonly attempts: Map<string, AttemptRef>;
  /** Its troubles by the runs that they concern, see `set-aside.ts`; undefined before the first. */
  troubles?: Map<string, Trouble>;
  /** Members whose attempts failed here one after the other. Only by `former-rules.ts`. */
  failedInRow: { readonly key: string; readonly kind: FailureKind }[];
}

/** What went wrong on a worker since something last succeeded there. */
export interface Trouble {
  /** The newest failure of each member, or of each run: the last few, in their order. */
  readonly failed: readonly {
    readonly runId: string;
    readonly member: number;
    readonly kind: FailureKind;
  }[];
  /** How often the worker was set aside for it, and until when it is. */
  pauses: number;
  untilMs: number;
}

/**
 * Moves a worker to its next state.
 *
 * @throws RangeError when {@link WORKER_TRANSITIONS} has no such way
 */
export function enterWorker(worker: Worker, next: WorkerState): void {
  const { phase } = worker.state;
  if (!WORKER_TRANSITIONS[phase].includes(next.phase)) {
    throw new RangeError(`worker ${worker.workerId} cannot go from ${phase} to ${next.phase}`);
  }
  worker.state = next;
}

/** What it is, or will be when it is back. */
export function connectedPhase({ state }: Worker): ConnectedPhase | 'lost' {
  return state.phase === 'away' ? state.back : state.phase;
}

export function hasFreeSlot({ state, attempts, slots }: Worker): boolean {
  return state.phase === 'ready' && attempts.size < slots;
}

export function memberKey({ runId, member }: Omit<AttemptRef, 'attempt'>): string {
  return `${runId}/${member}`;
}
