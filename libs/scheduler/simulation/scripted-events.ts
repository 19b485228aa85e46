/** Events written shortly, for tests, transcripts and simulated workers. */
import type { AttemptRef } from '../src/attempt.ts';
import type { FailureKind } from '../src/failures.ts';
import type { Report, SchedulerEvent } from '../src/events.ts';
import type { MemberPlan, RunPlan } from '../src/run.ts';
import { RULES_VERSION } from '../src/state.ts';

/** Each has its time, 0 unless it is said. */
interface When {
  readonly atMs?: number;
}

/** An attempt, unless said otherwise the first one, of run `r1`. */
export function attempt(member: number, number = 1, runId = 'r1'): AttemptRef {
  return { runId, member, attempt: number };
}

/** A run that is written shortly: how many members it has, or each of them. */
export interface Submitting extends Partial<Omit<RunPlan, 'members'>>, When {
  readonly runId?: string;
  readonly members?: number | readonly MemberPlan[];
}

/** Unless said otherwise a run `r1` of one member and two epochs, that may fail three times. */
export function submitted(options: Submitting = {}): SchedulerEvent {
  const { runId = 'r1', atMs = 0, members: asked = 1, ...changes } = options;
  const members = typeof asked === 'number' ? Array<MemberPlan>(asked).fill({}) : asked;
  const count = members.length;
  const plan = { members: count, epochs: 2, maxFailures: 3, minMembers: count, ...changes };
  return { atMs, type: 'run-submitted', runId, plan, members };
}

/** So many members, of which each continues the one before. */
export function chain(members: number): MemberPlan[] {
  return Array.from({ length: members }, (_, index) =>
    index === 0 ? {} : { continues: { member: index } },
  );
}

interface Joining extends When {
  readonly incarnation?: number;
  readonly slots?: number;
  readonly deviceKind?: string;
  readonly held?: readonly AttemptRef[];
}

/** Unless said otherwise its first process, with one slot on a device `gpu`, holding nothing. */
export function joined(workerId: string, options: Joining = {}): SchedulerEvent {
  const { atMs = 0, incarnation = 1, slots = 1, deviceKind = 'gpu', held = [] } = options;
  const worker = { workerId, incarnation };
  return { atMs, type: 'worker-joined', worker, slots, deviceKind, held };
}

export function disconnected(workerId: string, atMs = 0, incarnation = 1): SchedulerEvent {
  return { atMs, type: 'worker-disconnected', worker: { workerId, incarnation } };
}

export function left(workerId: string, atMs = 0, incarnation = 1): SchedulerEvent {
  return { atMs, type: 'worker-left', worker: { workerId, incarnation } };
}

export function silent(workerId: string, silentMs: number, atMs = 0): SchedulerEvent {
  return { atMs, type: 'worker-silent', worker: { workerId, incarnation: 1 }, silentMs };
}

export function drained(workerId: string, atMs = 0): SchedulerEvent {
  return { atMs, type: 'worker-drained', workerId };
}

export function timePassed(atMs: number): SchedulerEvent {
  return { atMs, type: 'time-passed' };
}

export function coordinatorStarted(atMs = 0, lostAfterMs = 15_000): SchedulerEvent {
  return { atMs, type: 'coordinator-started', lostAfterMs, rules: RULES_VERSION };
}

export function cancelled(runId = 'r1', atMs = 0): SchedulerEvent {
  return { atMs, type: 'run-cancelled', runId };
}

export function summed(runId = 'r1', atMs = 0): SchedulerEvent {
  const result = { accuracy: 0.5, members: [] };
  const outcome = { status: 'succeeded', result } as const;
  return { atMs, type: 'run-summed', runId, outcome };
}

/** @param gain undefined for a single member */
export function validated(
  runId: string,
  members: readonly number[],
  gain: number | undefined,
): SchedulerEvent {
  const worth = { members, accuracy: 0.5, accuracyLow: 0.4, accuracyHigh: 0.6 };
  const expected = gain !== undefined && { gain: { expected: gain, low: gain, high: gain } };
  const validation = { ...worth, ...expected };
  return { atMs: 0, type: 'ensemble-validated', runId, validation, remainingSeconds: 60 };
}

/** What a worker says of an attempt with the report's number. */
export function reported(
  workerId: string,
  ref: AttemptRef,
  sequence: number,
  report: Report,
  { atMs = 0, incarnation = 1 }: When & { readonly incarnation?: number } = {},
): SchedulerEvent {
  const worker = { workerId, incarnation };
  return { atMs, type: 'attempt-reported', worker, ref, sequence, report };
}

export const started: Report = { type: 'started', backend: 'tensorflow', device: 'gpu' };
export const predicting: Report = { type: 'predicting' };
export const handedBack: Report = { type: 'handed-back' };

export function epoch(number: number): Report {
  const measured = { loss: 1 / number, accuracy: 0.5, seconds: 1, samplesPerSecond: 100 };
  return { type: 'epoch', epoch: number, ...measured };
}

export function checkpoint(number: number, sha256 = `c${number}`): Report {
  return { type: 'checkpoint', epoch: number, sha256 };
}

export function result(predictionsSha256 = 'p'): Report {
  const files = { predictionsSha256, topologySha256: 't', weightsSha256: 'w' };
  return { type: 'result', testLoss: 1, testAccuracy: 0.5, ...files };
}

export function failure(kind: FailureKind = 'trainer-crashed', message = 'boom'): Report {
  return { type: 'failure', kind, message };
}
