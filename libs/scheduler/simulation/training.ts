/**
 * Training as a chain of digests: weights are a number, an epoch makes another one of it. A member
 * that was interrupted ends with the same number as one that never was exactly when every epoch was
 * trained once, in order, from the right weights (C5).
 */
import type { AttemptRef } from '../src/attempt.ts';
import type { RunResult } from '../src/events.ts';
import { planFor, type MemberPlan, type RunPlan } from '../src/run.ts';

export function firstWeights(seed: number): number {
  return mix(seed);
}

/** @param epoch of the member, counts from 1 */
export function trainEpoch(weights: number, seed: number, epoch: number): number {
  return mix(weights ^ Math.imul(seed, 0x85ebca77) ^ Math.imul(epoch, 0x9e3779b9));
}

/** The digest of a checkpoint's file, in hexadecimal. */
export function weightsDigest(weights: number): string {
  return weights.toString(16).padStart(8, '0');
}

/** The digest of the predictions that these weights make, in hexadecimal. */
export function predict(weights: number): string {
  return weightsDigest(mix(weights ^ 0x5bd1e995));
}

/** The last epoch that a member trains: where it may stop early, any, which follows from its training alone. */
export function lastEpoch(
  ref: Pick<AttemptRef, 'runId' | 'member'>,
  { epochs, stopsEarly = false }: Pick<RunPlan, 'epochs' | 'stopsEarly'>,
): number {
  return stopsEarly ? 1 + (mix(memberSeed(ref)) % epochs) : epochs;
}

/**
 * The weights at the end of a member that was never interrupted, nor any that it continues.
 *
 * @param members those that were asked for
 */
export function undisturbed(
  ref: Pick<AttemptRef, 'runId' | 'member'>,
  members: readonly MemberPlan[],
  plan: RunPlan,
): number {
  const epochs = lastEpoch(ref, planFor({ plan }, members[ref.member - 1] ?? {}));
  const seed = memberSeed(ref);
  const { runId } = ref;
  const continued = members[ref.member - 1]?.continues;
  let weights = continued
    ? undisturbed({ runId, member: continued.member }, members, plan)
    : firstWeights(seed);
  for (let epoch = 1; epoch <= epochs; epoch++) weights = trainEpoch(weights, seed, epoch);
  return weights;
}

/** Each member of each run has its own. */
export function memberSeed({ runId, member }: Pick<AttemptRef, 'runId' | 'member'>): number {
  return Number(runId.slice(1)) * 1_000 + member;
}

/** The ensemble's result: a function of the members' predictions in member order, and of no more. */
export function sumUp(predictions: readonly string[]): RunResult {
  const sum = predictions.reduce((bits, digest) => mix(bits ^ Number.parseInt(digest, 16)), 0);
  return { accuracy: sum / 2 ** 32, members: [] };
}

/** What is expected of the member after so many, in accuracy. */
export function gainOf(members: number): number {
  return 0.05 / members;
}

/** MurmurHash3's finalizer: every bit of the result depends on every bit of the value. */
function mix(value: number): number {
  let bits = (value ^ 0x2545f491) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
