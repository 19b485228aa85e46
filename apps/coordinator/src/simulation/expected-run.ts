import type { AttemptRef } from '../core/attempt.ts';
import type { Checkpoint } from '../core/member.ts';
import type { RunPlan } from '../core/run.ts';

/** What is expected of a member. */
export interface ExpectedMember {
  readonly ref: Omit<AttemptRef, 'attempt'>;
  attempts: number;
  live: { readonly attempt: number; readonly workerId: string } | undefined;
  /** Of the live attempt. */
  reported: number;
  checkpoint: Checkpoint | undefined;
  predictions: string | undefined;
  givenUp: boolean;
  notBeforeMs: number;
  readonly avoids: Set<string>;
}

export interface ExpectedRun {
  readonly plan: RunPlan;
  readonly members: readonly ExpectedMember[];
  /** Checkpoints that are not obsolete, by their digest. */
  readonly files: Set<string>;
}

export function expectRun(runId: string, plan: RunPlan): ExpectedRun {
  const members = Array.from({ length: plan.members }, (_, index) => ({
    ref: { runId, member: index + 1 },
    attempts: 0,
    live: undefined,
    reported: 0,
    checkpoint: undefined,
    predictions: undefined,
    givenUp: false,
    notBeforeMs: 0,
    avoids: new Set<string>(),
  }));
  return { plan, members, files: new Set() };
}
