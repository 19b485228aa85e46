import type { Attempt, AttemptRef } from './attempt.ts';
import type { Command } from './events.ts';
import { liveAttempt, newMember, type Member } from './member.ts';
import type { Run } from './run.ts';
import type { Trouble, Worker } from './worker.ts';

/** A worker that has not been heard from for this long is lost. */
export const DEFAULT_LOST_AFTER_MS = 15_000;

/**
 * The rules that the scheduler decides by, counted up whenever the same events lead to other decisions
 * than before: a journal is folded by those under which it was written, else its fold would not be the
 * state that its coordinator had.
 *
 * - 1, which journals do not name: see `former-rules.ts`.
 * - 2: workers are set aside for a run and for a time, see `set-aside.ts`.
 * - 3: a member that is added has an event of its own, see `add-member.ts`.
 */
export const RULES_VERSION = 3;

/** What the scheduler knows: workers that are not lost and runs that have not ended, both in order of arrival. */
export interface SchedulerState {
  readonly workers: Map<string, Worker>;
  readonly runs: Map<string, Run>;
  /** A worker whose connection broke keeps its attempts for so long. */
  lostAfterMs: number;
  /** The rules by which it decides, see {@link RULES_VERSION}; undefined is 1. */
  rules: number | undefined;
  /** The newest event's time. It never goes back, whatever the clock does. */
  nowMs: number;
}

/** The state before anything has happened; each coordinator's first event says by which rules it decides. */
export function newState(): SchedulerState {
  return {
    workers: new Map(),
    runs: new Map(),
    lostAfterMs: DEFAULT_LOST_AFTER_MS,
    nowMs: 0,
    rules: RULES_VERSION,
  };
}

/** One step under way: the state, and what is to be done about the event. */
export interface Step {
  readonly state: SchedulerState;
  readonly commands: Command[];
  /** Whether a member or a slot has become free, so that it is worth looking for pairs. */
  assignable: boolean;
}

/** A live attempt with everything that it belongs to. */
export interface Live {
  readonly run: Run;
  readonly member: Member;
  readonly attempt: Attempt;
  readonly worker: Worker;
  readonly ref: AttemptRef;
}

/** C2: the attempt, if it is the live one of its member and this worker holds it. */
export function findLive(
  state: SchedulerState,
  workerId: string,
  ref: AttemptRef,
): Live | undefined {
  const run = state.runs.get(ref.runId);
  const member = run?.members[ref.member - 1];
  const worker = state.workers.get(workerId);
  const attempt = member && liveAttempt(member);
  if (!run || !member || !worker || !attempt) return undefined;
  if (attempt.number !== ref.attempt || attempt.workerId !== workerId) return undefined;
  return { run, member, attempt, worker, ref };
}

/** C2: whether this is the live attempt of its member, whoever holds it. */
export function findLiveAnywhere(state: SchedulerState, ref: AttemptRef): Live | undefined {
  const member = state.runs.get(ref.runId)?.members[ref.member - 1];
  const attempt = member && liveAttempt(member);
  return attempt && findLive(state, attempt.workerId, ref);
}

/**
 * The state as text, the same for equal states: what a journal's fold is compared by, and what
 * {@link decodeState} makes a state of again.
 *
 * @param state is not changed
 */
export function encodeState(state: SchedulerState): string {
  return JSON.stringify(state, (_, value: unknown) =>
    value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
  );
}

/**
 * Makes the state again from {@link encodeState}'s text: whatever happens to it from then on, it stays equal
 * to the one that was encoded.
 *
 * @throws SyntaxError or TypeError when the text is none of this version
 */
export function decodeState(text: string): SchedulerState {
  const { workers, runs, lostAfterMs, nowMs, rules } = JSON.parse(text) as Encoded;
  return {
    workers: new Map(workers.map(([workerId, worker]) => [workerId, decodeWorker(worker)])),
    runs: new Map(runs.map(([runId, run]) => [runId, decodeRun(run)])),
    ...{ lostAfterMs, nowMs, rules },
  };
}

type Entries<Value> = [string, Value][];

interface Encoded extends Omit<SchedulerState, 'workers' | 'runs'> {
  readonly workers: Entries<EncodedWorker>;
  readonly runs: Entries<Run>;
}

interface EncodedWorker extends Omit<Worker, 'attempts' | 'troubles'> {
  readonly attempts: Entries<AttemptRef>;
  readonly troubles?: Entries<Trouble>;
}

function decodeWorker(worker: EncodedWorker): Worker {
  const { attempts, troubles } = worker;
  // In place, so that the order of the fields, which the text shows, stays the same.
  const maps = { attempts: new Map(attempts), ...(troubles && { troubles: new Map(troubles) }) };
  return Object.assign(worker, maps);
}

function decodeRun(run: Run): Run {
  return Object.assign(run, { members: run.members.map(decodeMember) });
}

/** The text leaves out what is undefined: a checkpoint that comes later must get its place among the fields. */
function decodeMember(member: Member): Member {
  return { ...newMember(member.member, member), ...member };
}
