import { validatedOn } from '@chorus/run-config/trained-samples';
import type {
  ExpectedGain,
  Progress,
  RunConfig,
  RunMember,
  RunResult,
  ValidationResult,
} from '@chorus/proto';

/** One finished epoch: means over its training batches, and more where the worker's version tells it. */
export interface EpochView {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  /** The learning rate of its last step. */
  readonly learningRate?: number;
  /** The norm of the gradient, averaged over its steps. */
  readonly gradientNorm?: number;
  /** The loss on the validation samples after it, if there are any. */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

/** A member as its events tell: what an older attempt did is gone. */
export interface MemberView {
  readonly member: number;
  /** The member where it begins; undefined: at the start. */
  readonly continues?: number;
  /** Its group's place in the configuration's list, from 0; undefined: it is of none. */
  readonly group?: number;
  /** The member that lagged when this one was added. */
  readonly backupOf?: number;
  phase: 'pending' | 'assigned' | 'training' | 'predicting' | 'done' | 'failed' | 'cancelled';
  /** The newest attempt; 0 before the first. */
  attempt: number;
  worker: string;
  backend: string;
  device: string;
  epochs: EpochView[];
  progress?: Progress | undefined;
  /** Epochs that the newest attempt did not train again. */
  resumedEpoch?: number;
  /** Why the newest attempt ended without a result: see AttemptLost in run_service.proto. */
  lostKind?: string | undefined;
  lostReason?: string | undefined;
  /** The loss on the test samples; with a validation set, not before the run has succeeded. */
  testLoss?: number;
  testAccuracy?: number;
  validation?: ValidationResult;
  predictionsSha256?: string;
  /** The time that the test samples took to predict; undefined in runs of older versions. */
  predictSeconds?: number;
}

/** What the ensemble of the members done by then was worth on the validation samples. */
export interface EnsembleView {
  /** The members' numbers, in order. */
  readonly members: number[];
  /** The accuracy, 0 to 1, with its 95 % interval. */
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  /** What the next member was expected to add, likewise; unknown for a single member. */
  readonly gain?: ExpectedGain;
}

/** Why a run ended before all its members were trained, and what that saved: see RunStopped. */
export interface StoppedView {
  readonly membersDone: number;
  readonly expectedGain: number;
  readonly savedSeconds: number;
}

/** A run as its events tell: the fold of what {@link WatchRun} streams. */
export interface RunView {
  readonly runId: string;
  readonly config: RunConfig;
  readonly submittedMs: number;
  readonly members: MemberView[];
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Why it did not succeed. */
  reason: string;
  /** The figures of its report; undefined until the run has succeeded, and of one that only predicts. */
  result?: RunResult;
  finishedMs?: number;
  /** The ensembles as members were done, from the first; undefined before. */
  ensembles?: EnsembleView[];
  stopped?: StoppedView;
}

/**
 * The member whose end a pending one waits for, since it continues it. Undefined when it waits only for a
 * worker, or for nothing any more.
 */
export function waitsFor({ continues, phase }: MemberView, view: RunView): number | undefined {
  if (continues === undefined || view.status !== 'running' || phase !== 'pending') return undefined;
  return view.members[continues - 1]?.phase === 'done' ? undefined : continues;
}

/** A member before anything has happened to it. */
export function newMemberView(
  member: number,
  { continues, group }: Partial<Pick<RunMember, 'continues' | 'group'>> = {},
): MemberView {
  const unknown = { worker: '', backend: '', device: '' };
  const origin = {
    ...(continues && { continues: continues.member }),
    ...(group !== undefined && { group }),
  };
  return { member, ...origin, phase: 'pending', attempt: 0, ...unknown, epochs: [] };
}

/** How a run without a result ended, to follow its name. */
export const RUN_ENDS = { failed: 'failed', cancelled: 'was cancelled' } as const;

/** Whether nobody is told yet what members are worth on the test samples. */
export function isSealed({ config, status }: Pick<RunView, 'config' | 'status'>): boolean {
  return validatedOn(config) > 0 && status !== 'succeeded';
}

/** What a member that is done is worth, and on which samples. */
export interface MemberWorth {
  readonly set: 'test' | 'validation';
  readonly loss: number;
  readonly accuracy: number;
}

/**
 * What a member that is done is worth: while the test set is sealed, on the validation samples.
 *
 * @returns undefined in a run that only predicts
 */
export function worthOf(
  done: Pick<MemberView, 'testLoss' | 'testAccuracy' | 'validation'>,
): MemberWorth | undefined {
  const { testLoss, testAccuracy, validation } = done;
  if (testLoss === undefined) return validation && { set: 'validation', ...validation };
  return { set: 'test', loss: testLoss, accuracy: testAccuracy! };
}
