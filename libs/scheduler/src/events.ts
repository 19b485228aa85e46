/** What happens to the scheduler, and what it wants done. Both are plain data: the journal holds the first. */
import type { AttemptRef } from './attempt.ts';
import type { FailureKind } from './failures.ts';
import type { CheckpointRef } from './member.ts';
import type { MemberPlan, RunPlan } from './run.ts';

/** What a worker says of an attempt and the journal keeps. */
export type Report =
  | { readonly type: 'started'; readonly backend: string; readonly device: string }
  | {
      readonly type: 'epoch';
      /** Counts from 1. */
      readonly epoch: number;
      /** Means over the epoch's training batches. */
      readonly loss: number;
      readonly accuracy: number;
      readonly seconds: number;
      readonly samplesPerSecond: number;
      /** The learning rate of its last step, and the mean norm of the gradient; journals of before lack them. */
      readonly learningRate?: number;
      readonly gradientNorm?: number;
      /** What the member is worth on the validation samples after it, if there are any. */
      readonly validationLoss?: number;
      readonly validationAccuracy?: number;
    }
  | ({ readonly type: 'checkpoint' } & CheckpointRef)
  | { readonly type: 'predicting' }
  | {
      readonly type: 'result';
      /** The loss that the coordinator computed from the predictions, and the accuracy. */
      readonly testLoss: number;
      readonly testAccuracy: number;
      readonly predictionsSha256: string;
      /** Of its model; undefined in a run that only predicts, and of a member that is predictions alone. */
      readonly topologySha256?: string;
      readonly weightsSha256?: string;
      /** Whether it is predictions alone, which somebody has given. */
      readonly isGiven?: true;
      /** The time that the test samples took to predict, as the worker measured it; journals of before lack it. */
      readonly predictSeconds?: number;
      /** What it is worth on the validation samples, likewise; the run then keeps its test set sealed. */
      readonly validation?: {
        readonly loss: number;
        readonly accuracy: number;
        readonly predictionsSha256: string;
      };
    }
  | { readonly type: 'failure'; readonly kind: FailureKind; readonly message: string }
  | { readonly type: 'handed-back' };

/** Which process of which worker speaks. */
export interface WorkerRef {
  readonly workerId: string;
  readonly incarnation: number;
}

/** What the ensemble of some members is worth on the validation samples. */
export interface EnsembleValidation {
  /** The members that are done, in their order. */
  readonly members: readonly number[];
  /** The ensemble's accuracy, 0 to 1, with its 95 % interval. */
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  /** The accuracy that the next member is expected to add, likewise; unknown for a single member. */
  readonly gain?: { readonly expected: number; readonly low: number; readonly high: number };
}

/** The figures of a run's report, which itself is a file. Test losses are in nats, accuracies 0 to 1. */
export interface RunResult {
  /** The ensemble's accuracy on the test samples. */
  readonly accuracy: number;
  /** The members that the ensemble consists of. */
  readonly members: readonly {
    readonly member: number;
    readonly testLoss: number;
    readonly testAccuracy: number;
  }[];
}

/** How a run ended. */
export type RunOutcome =
  | {
      readonly status: 'succeeded';
      /** Undefined of a run that only predicts: it has no report. */
      readonly result?: RunResult;
      /** The SHA-256 of report.json; undefined without one, and in journals of older versions. */
      readonly reportSha256?: string;
    }
  | { readonly status: 'failed' | 'cancelled'; readonly reason: string };

type EventBody =
  /** The state was read from the journal: nobody is connected yet. */
  | {
      readonly type: 'coordinator-started';
      /** A worker whose connection broke keeps its attempts for so long. */
      readonly lostAfterMs: number;
      /** The rules by which it decides from now on, see `RULES_VERSION`; undefined is 1. */
      readonly rules?: number;
    }
  /** It is time: a worker was away too long, or it or a member may be tried again. */
  | { readonly type: 'time-passed' }
  | {
      readonly type: 'run-submitted';
      readonly runId: string;
      readonly plan: RunPlan;
      /** The `plan.members` that are asked for; their numbers count from 1 in this order. */
      readonly members: readonly MemberPlan[];
    }
  | {
      readonly type: 'run-cancelled';
      readonly runId: string;
      /** Why it was cancelled. Default: a user wished it. */
      readonly reason?: string;
    }
  /** The coordinator itself cannot go on with it, or cannot keep its files: no worker is to blame. */
  | { readonly type: 'run-failed'; readonly runId: string; readonly reason: string }
  /** A member is added to a run that goes on, as the scheduler wished or as somebody asked. */
  | {
      readonly type: 'member-added';
      readonly runId: string;
      /** Its number: the next one after those that the run has. */
      readonly member: number;
      /** The member that lags, if it is a backup. */
      readonly backupOf?: number;
    }
  /** The coordinator has computed what the members done are worth together. */
  | {
      readonly type: 'ensemble-validated';
      readonly runId: string;
      readonly validation: EnsembleValidation;
      /** Time on devices that the members not done would still take, an estimate. */
      readonly remainingSeconds: number;
    }
  /** The report of a run that was summing is on disk, or could not be made. */
  | { readonly type: 'run-summed'; readonly runId: string; readonly outcome: RunOutcome }
  | {
      readonly type: 'worker-joined';
      readonly worker: WorkerRef;
      readonly slots: number;
      readonly deviceKind: string;
      /** The attempts that it says it has. */
      readonly held: readonly AttemptRef[];
    }
  | { readonly type: 'worker-disconnected'; readonly worker: WorkerRef }
  /** It ended on purpose. */
  | { readonly type: 'worker-left'; readonly worker: WorkerRef }
  /** Its connection stands, but it has not been heard from for too long. */
  | { readonly type: 'worker-silent'; readonly worker: WorkerRef; readonly silentMs: number }
  | { readonly type: 'worker-drained'; readonly workerId: string }
  | {
      readonly type: 'attempt-reported';
      readonly worker: WorkerRef;
      readonly ref: AttemptRef;
      /** Counts from 1 in each attempt without gaps. */
      readonly sequence: number;
      readonly report: Report;
    };

/** Something that happened, at `atMs`, Unix time in milliseconds by the coordinator's clock. */
export type SchedulerEvent = { readonly atMs: number } & EventBody;

export type Command =
  /** The event counted. What is refused or was here before has no such command. */
  | { readonly type: 'accepted' }
  | {
      readonly type: 'assign';
      readonly workerId: string;
      readonly ref: AttemptRef;
      readonly resume: CheckpointRef | undefined;
      /** It was sent before, but may not have arrived. */
      readonly again: boolean;
    }
  | {
      readonly type: 'stop';
      readonly workerId: string;
      readonly ref: AttemptRef;
      readonly reason: string;
    }
  | {
      readonly type: 'acknowledge';
      readonly workerId: string;
      readonly ref: AttemptRef;
      readonly sequence: number;
    }
  | { readonly type: 'result-accepted'; readonly workerId: string; readonly ref: AttemptRef }
  /** The attempt ended without a result. `retryAfterMs` is undefined when the member is given up. */
  | {
      readonly type: 'attempt-ended';
      readonly ref: AttemptRef;
      readonly kind: FailureKind;
      readonly reason: string;
      readonly retryAfterMs: number | undefined;
    }
  /** The member never had an attempt and will have none. */
  | {
      readonly type: 'member-cancelled';
      readonly runId: string;
      readonly member: number;
      readonly reason: string;
    }
  /** A checkpoint that no attempt will continue from. */
  | { readonly type: 'checkpoint-obsolete'; readonly runId: string; readonly sha256: string }
  | { readonly type: 'drain'; readonly workerId: string }
  /** The worker's connection is to be ended; `refused` when it must not come back. */
  | {
      readonly type: 'disconnect';
      readonly worker: WorkerRef;
      readonly reason: string;
      readonly refused: boolean;
    }
  /** For people who watch the run. */
  | { readonly type: 'notice'; readonly runId: string; readonly message: string }
  /** A member with a seed of its own is wished for, because another one lags: see the event `member-added`. */
  | {
      readonly type: 'add-member';
      readonly runId: string;
      readonly member: number;
      readonly backupOf: number;
    }
  /** The run has one more member. */
  | {
      readonly type: 'member-added';
      readonly runId: string;
      readonly member: number;
      readonly backupOf?: number;
    }
  | {
      readonly type: 'validate-ensemble';
      readonly runId: string;
      readonly members: readonly number[];
    }
  | {
      readonly type: 'run-stopped';
      readonly runId: string;
      readonly membersDone: number;
      readonly expectedGain: number;
      readonly savedSeconds: number;
    }
  | { readonly type: 'sum-up'; readonly runId: string }
  | { readonly type: 'run-ended'; readonly runId: string; readonly outcome: RunOutcome };
