import type { AttemptRef } from '../src/attempt.ts';
import type { CheckpointRef } from '../src/member.ts';
import type { MemberPlan, RunPlan } from '../src/run.ts';
import type { SchedulerEvent } from '../src/events.ts';

/** What is expected of a member. */
export interface ExpectedMember {
  readonly ref: Omit<AttemptRef, 'attempt'>;
  attempts: number;
  live: { readonly attempt: number; readonly workerId: string } | undefined;
  /** The newest report of the live attempt. */
  reported: number;
  checkpoint: CheckpointRef | undefined;
  predictions: string | undefined;
  givenUp: boolean;
  notBeforeMs: number;
  readonly avoids: Set<string>;
}

export interface ExpectedRun {
  readonly plan: RunPlan;
  readonly asked: readonly MemberPlan[];
  /** The members that were asked for, then those that were added. */
  readonly members: ExpectedMember[];
  /** Checkpoints that are not obsolete, by their digest. */
  readonly files: Set<string>;
  /** Members in the newest validation. */
  validated: number;
  stopped: boolean;
  /** A worker has found that it cannot be trained by anyone. */
  isBad: boolean;
}

export function expectRun({
  runId,
  plan,
  members: asked,
}: Extract<SchedulerEvent, { type: 'run-submitted' }>): ExpectedRun {
  const members = asked.map((_, index) => expectMember(runId, index + 1));
  return { plan, asked, members, files: new Set(), validated: 0, stopped: false, isBad: false };
}

export function expectMember(runId: string, member: number): ExpectedMember {
  return {
    ref: { runId, member },
    attempts: 0,
    live: undefined,
    reported: 0,
    checkpoint: undefined,
    predictions: undefined,
    givenUp: false,
    notBeforeMs: 0,
    avoids: new Set<string>(),
  };
}
